import { InviteAcceptedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NotifyPerson } from '../../../application/notify-person.js';
import { toldBy } from './told-by.js';

@EventsHandler(InviteAcceptedIntegrationEvent)
export class InviteAcceptedConsumer extends BaseConsumer<InviteAcceptedIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  toCommand({ slug, userId, invitedByUserId, metadata }: InviteAcceptedIntegrationEvent): NotifyPerson {
    const notice = { type: 'invite-accepted', values: { slug } } as const;
    return new NotifyPerson({ ...toldBy(metadata), notice, actorUserId: userId }, invitedByUserId);
  }
}

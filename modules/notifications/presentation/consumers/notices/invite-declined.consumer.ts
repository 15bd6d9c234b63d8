import { InviteDeclinedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NotifyPerson } from '../../../application/notify-person.js';
import { toldBy } from './told-by.js';

@EventsHandler(InviteDeclinedIntegrationEvent)
export class InviteDeclinedConsumer extends BaseConsumer<InviteDeclinedIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  toCommand({ slug, userId, invitedByUserId, metadata }: InviteDeclinedIntegrationEvent): NotifyPerson {
    const notice = { type: 'invite-declined', values: { slug } } as const;
    return new NotifyPerson({ ...toldBy(metadata), notice, actorUserId: userId }, invitedByUserId);
  }
}

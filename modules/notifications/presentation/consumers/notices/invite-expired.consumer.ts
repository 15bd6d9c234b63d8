import { InviteExpiredIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NotifyPerson } from '../../../application/notify-person.js';
import { toldBy } from './told-by.js';

@EventsHandler(InviteExpiredIntegrationEvent)
export class InviteExpiredConsumer extends BaseConsumer<InviteExpiredIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  toCommand({ slug, invitedByUserId, metadata }: InviteExpiredIntegrationEvent): NotifyPerson {
    const notice = { type: 'invite-expired', values: { slug } } as const;
    return new NotifyPerson({ ...toldBy(metadata), notice }, invitedByUserId);
  }
}

import { InviteSentIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NotifyInvitee } from '../../../application/notify-invitee.js';
import { toldBy } from './told-by.js';

@EventsHandler(InviteSentIntegrationEvent)
export class InviteSentConsumer extends BaseConsumer<InviteSentIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  /** The token goes to the address, and nowhere else. */
  toCommand({ inviteeEmail, slug, role, metadata }: InviteSentIntegrationEvent): NotifyInvitee {
    const notice = { type: 'invited', values: { slug, role } } as const;
    return new NotifyInvitee({ ...toldBy(metadata), notice }, inviteeEmail);
  }
}

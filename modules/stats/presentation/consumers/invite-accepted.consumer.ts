import { InviteAcceptedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { CreditAcceptedInvite } from '../../application/credit-accepted-invite.js';

@EventsHandler(InviteAcceptedIntegrationEvent)
export class InviteAcceptedConsumer extends BaseConsumer<InviteAcceptedIntegrationEvent> {
  static readonly subscription = 'stats.scores';

  toCommand(event: InviteAcceptedIntegrationEvent): CreditAcceptedInvite {
    const cause = { eventId: event.metadata.eventId, at: new Date(event.metadata.occurredAt) };
    return new CreditAcceptedInvite(event.inviteId, event.invitedByUserId, event.userId, cause);
  }
}

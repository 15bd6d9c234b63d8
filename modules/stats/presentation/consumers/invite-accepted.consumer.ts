import { InviteAcceptedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { CreditAcceptedInvite } from '../../application/credit-accepted-invite.js';
import { causeOf } from './cause-of.js';

@EventsHandler(InviteAcceptedIntegrationEvent)
export class InviteAcceptedConsumer extends BaseConsumer<InviteAcceptedIntegrationEvent> {
  static readonly subscription = 'stats.scores';

  toCommand(event: InviteAcceptedIntegrationEvent): CreditAcceptedInvite {
    const { inviteId, invitedByUserId, userId, metadata } = event;
    return new CreditAcceptedInvite(inviteId, invitedByUserId, userId, causeOf(metadata));
  }
}

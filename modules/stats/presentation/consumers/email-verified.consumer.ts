import { EmailVerifiedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { CreditVerifiedEmail } from '../../application/credit-verified-email.js';

@EventsHandler(EmailVerifiedIntegrationEvent)
export class EmailVerifiedConsumer extends BaseConsumer<EmailVerifiedIntegrationEvent> {
  static readonly subscription = 'stats.scores';

  toCommand({ userId, metadata }: EmailVerifiedIntegrationEvent): CreditVerifiedEmail {
    const cause = { eventId: metadata.eventId, at: new Date(metadata.occurredAt) };
    return new CreditVerifiedEmail(userId, cause);
  }
}

import { EmailVerifiedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { CreditVerifiedEmail } from '../../application/credit-verified-email.js';
import { causeOf } from './cause-of.js';

@EventsHandler(EmailVerifiedIntegrationEvent)
export class EmailVerifiedConsumer extends BaseConsumer<EmailVerifiedIntegrationEvent> {
  static readonly subscription = 'stats.scores';

  toCommand({ userId, metadata }: EmailVerifiedIntegrationEvent): CreditVerifiedEmail {
    return new CreditVerifiedEmail(userId, causeOf(metadata));
  }
}

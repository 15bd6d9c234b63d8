import { EmailVerifiedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { ConfirmAddress } from '../../../application/confirm-address.js';

@EventsHandler(EmailVerifiedIntegrationEvent)
export class EmailVerifiedConsumer extends BaseConsumer<EmailVerifiedIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  toCommand({ userId }: EmailVerifiedIntegrationEvent): ConfirmAddress {
    return new ConfirmAddress(userId);
  }
}

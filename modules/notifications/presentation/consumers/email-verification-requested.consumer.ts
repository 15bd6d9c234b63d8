import { EmailVerificationRequestedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { SendEmailNotificationCommand } from '../../application/send-email-notification.js';

@EventsHandler(EmailVerificationRequestedIntegrationEvent)
export class EmailVerificationRequestedConsumer extends BaseConsumer<EmailVerificationRequestedIntegrationEvent> {
  toCommand(event: EmailVerificationRequestedIntegrationEvent): SendEmailNotificationCommand<'verify-email'> {
    const { userId, email, token, metadata } = event;
    const occurredAt = new Date(metadata.occurredAt);
    const template = { key: 'verify-email', values: { token } } as const;
    return new SendEmailNotificationCommand(metadata.eventId, occurredAt, email, template, userId);
  }
}

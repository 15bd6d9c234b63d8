import { PasswordResetRequestedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { SendEmailNotificationCommand } from '../../application/send-email-notification.js';

@EventsHandler(PasswordResetRequestedIntegrationEvent)
export class PasswordResetRequestedConsumer extends BaseConsumer<PasswordResetRequestedIntegrationEvent> {
  toCommand(event: PasswordResetRequestedIntegrationEvent): SendEmailNotificationCommand<'password-reset'> {
    const { userId, email, token, metadata } = event;
    const occurredAt = new Date(metadata.occurredAt);
    const template = { key: 'password-reset', values: { token } } as const;
    return new SendEmailNotificationCommand(metadata.eventId, occurredAt, email, template, userId);
  }
}

import { UserRegisteredIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { SendEmailNotificationCommand } from '../../application/send-email-notification.js';

@EventsHandler(UserRegisteredIntegrationEvent)
export class UserRegisteredConsumer extends BaseConsumer<UserRegisteredIntegrationEvent> {
  toCommand(event: UserRegisteredIntegrationEvent): SendEmailNotificationCommand<'welcome'> | null {
    const { userId, email, source, username, metadata } = event;
    if (email === undefined || source === 'import') return null;
    const occurredAt = new Date(metadata.occurredAt);
    const template = { key: 'welcome', values: { username } } as const;
    return new SendEmailNotificationCommand(metadata.eventId, occurredAt, email, template, userId);
  }
}

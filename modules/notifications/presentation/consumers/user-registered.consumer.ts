import { UserRegisteredIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { RecordPerson } from '../../application/record-person.js';
import { SendEmailNotificationCommand } from '../../application/send-email-notification.js';

/** Welcomes people. */
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

/** Remembers them, in the order of everything else that is told of them. */
@EventsHandler(UserRegisteredIntegrationEvent)
export class PersonRegisteredConsumer extends BaseConsumer<UserRegisteredIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  toCommand({ userId, username, email }: UserRegisteredIntegrationEvent): RecordPerson {
    return new RecordPerson(userId, username, email);
  }
}

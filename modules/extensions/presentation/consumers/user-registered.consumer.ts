import { UserRegisteredIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { RecordPerson } from '../../application/record-person.js';

@EventsHandler(UserRegisteredIntegrationEvent)
export class UserRegisteredConsumer extends BaseConsumer<UserRegisteredIntegrationEvent> {
  static readonly subscription = 'extensions.memberships';

  toCommand({ userId, username, isPublic }: UserRegisteredIntegrationEvent): RecordPerson {
    return new RecordPerson(userId, username, isPublic ?? true);
  }
}

import { UsernameChangedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { RenamePerson } from '../../../application/rename-person.js';

@EventsHandler(UsernameChangedIntegrationEvent)
export class UsernameChangedConsumer extends BaseConsumer<UsernameChangedIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  toCommand({ userId, newUsername }: UsernameChangedIntegrationEvent): RenamePerson {
    return new RenamePerson(userId, newUsername);
  }
}

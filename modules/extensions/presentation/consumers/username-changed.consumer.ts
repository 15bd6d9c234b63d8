import { UsernameChangedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { RecordUsername } from '../../application/record-username.js';

@EventsHandler(UsernameChangedIntegrationEvent)
export class UsernameChangedConsumer extends BaseConsumer<UsernameChangedIntegrationEvent> {
  static readonly subscription = 'extensions.memberships';

  toCommand({ userId, newUsername }: UsernameChangedIntegrationEvent): RecordUsername {
    return new RecordUsername(userId, newUsername);
  }
}

import { AccountDeletedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { ForgetPerson } from '../../../application/forget-person.js';

@EventsHandler(AccountDeletedIntegrationEvent)
export class AccountDeletedConsumer extends BaseConsumer<AccountDeletedIntegrationEvent> {
  static readonly subscription = 'notifications.notices';
  /** What is known of a person must not keep them from being forgotten. */
  static readonly whenDead = 'skip';

  toCommand({ userId }: AccountDeletedIntegrationEvent): ForgetPerson {
    return new ForgetPerson(userId);
  }
}

import { AccountSuspendedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { SuspendPerson } from '../../application/suspend-person.js';

@EventsHandler(AccountSuspendedIntegrationEvent)
export class AccountSuspendedConsumer extends BaseConsumer<AccountSuspendedIntegrationEvent> {
  static readonly subscription = 'stats.scores';

  toCommand({ userId }: AccountSuspendedIntegrationEvent): SuspendPerson {
    return new SuspendPerson(userId);
  }
}

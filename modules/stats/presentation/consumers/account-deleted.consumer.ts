import { AccountDeletedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { ForgetPerson } from '../../application/forget-person.js';

@EventsHandler(AccountDeletedIntegrationEvent)
export class AccountDeletedConsumer extends BaseConsumer<AccountDeletedIntegrationEvent> {
  static readonly subscription = 'stats.scores';

  toCommand({ userId }: AccountDeletedIntegrationEvent): ForgetPerson {
    return new ForgetPerson(userId);
  }
}

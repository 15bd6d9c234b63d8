import { AccountReinstatedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { ReinstatePerson } from '../../application/reinstate-person.js';

@EventsHandler(AccountReinstatedIntegrationEvent)
export class AccountReinstatedConsumer extends BaseConsumer<AccountReinstatedIntegrationEvent> {
  static readonly subscription = 'stats.scores';

  toCommand({ userId }: AccountReinstatedIntegrationEvent): ReinstatePerson {
    return new ReinstatePerson(userId);
  }
}

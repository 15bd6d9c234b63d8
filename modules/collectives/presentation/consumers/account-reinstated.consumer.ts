import { AccountReinstatedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { SetSuspension } from '../../application/set-suspension.js';

@EventsHandler(AccountReinstatedIntegrationEvent)
export class AccountReinstatedConsumer extends BaseConsumer<AccountReinstatedIntegrationEvent> {
  static readonly subscription = 'collectives.people';

  toCommand({ userId }: AccountReinstatedIntegrationEvent): SetSuspension {
    return new SetSuspension(userId, false);
  }
}

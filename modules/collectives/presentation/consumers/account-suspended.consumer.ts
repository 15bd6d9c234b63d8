import { AccountSuspendedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { SetSuspension } from '../../application/set-suspension.js';

@EventsHandler(AccountSuspendedIntegrationEvent)
export class AccountSuspendedConsumer extends BaseConsumer<AccountSuspendedIntegrationEvent> {
  static readonly subscription = 'collectives.people';

  toCommand({ userId }: AccountSuspendedIntegrationEvent): SetSuspension {
    return new SetSuspension(userId, true);
  }
}

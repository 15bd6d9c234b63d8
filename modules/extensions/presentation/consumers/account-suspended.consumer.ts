import { AccountSuspendedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { RecordSuspension } from '../../application/record-suspension.js';

@EventsHandler(AccountSuspendedIntegrationEvent)
export class AccountSuspendedConsumer extends BaseConsumer<AccountSuspendedIntegrationEvent> {
  static readonly subscription = 'extensions.memberships';

  toCommand({ userId }: AccountSuspendedIntegrationEvent): RecordSuspension {
    return new RecordSuspension(userId, true);
  }
}

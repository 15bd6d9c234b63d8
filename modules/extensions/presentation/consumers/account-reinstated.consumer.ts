import { AccountReinstatedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { RecordSuspension } from '../../application/record-suspension.js';

@EventsHandler(AccountReinstatedIntegrationEvent)
export class AccountReinstatedConsumer extends BaseConsumer<AccountReinstatedIntegrationEvent> {
  static readonly subscription = 'extensions.memberships';

  toCommand({ userId }: AccountReinstatedIntegrationEvent): RecordSuspension {
    return new RecordSuspension(userId, false);
  }
}

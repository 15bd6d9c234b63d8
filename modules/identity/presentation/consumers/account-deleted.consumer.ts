import { AccountDeletedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { RecordAccountDeletion } from '../../application/record-account-deletion.js';

/** Only the log knows under which id the fact went out. */
@EventsHandler(AccountDeletedIntegrationEvent)
export class AccountDeletedConsumer extends BaseConsumer<AccountDeletedIntegrationEvent> {
  static readonly subscription = 'identity.account-deletions';

  toCommand({ userId, metadata }: AccountDeletedIntegrationEvent): RecordAccountDeletion {
    return new RecordAccountDeletion(userId, new Date(metadata.occurredAt), metadata.eventId);
  }
}

import { CollectiveDissolvedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { RecordDissolution } from '../../application/record-dissolution.js';

@EventsHandler(CollectiveDissolvedIntegrationEvent)
export class CollectiveDissolvedConsumer extends BaseConsumer<CollectiveDissolvedIntegrationEvent> {
  static readonly subscription = 'extensions.memberships';

  toCommand({ collectiveId }: CollectiveDissolvedIntegrationEvent): RecordDissolution {
    return new RecordDissolution(collectiveId);
  }
}

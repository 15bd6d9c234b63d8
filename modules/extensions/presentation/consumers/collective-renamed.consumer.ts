import { CollectiveRenamedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { RecordCollectiveName } from '../../application/record-collective-name.js';

@EventsHandler(CollectiveRenamedIntegrationEvent)
export class CollectiveRenamedConsumer extends BaseConsumer<CollectiveRenamedIntegrationEvent> {
  static readonly subscription = 'extensions.memberships';

  toCommand({ collectiveId, oldSlug, slug }: CollectiveRenamedIntegrationEvent): RecordCollectiveName {
    return new RecordCollectiveName(collectiveId, oldSlug, slug);
  }
}

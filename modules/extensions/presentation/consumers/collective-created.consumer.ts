import { CollectiveCreatedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { RecordCollective } from '../../application/record-collective.js';

@EventsHandler(CollectiveCreatedIntegrationEvent)
export class CollectiveCreatedConsumer extends BaseConsumer<CollectiveCreatedIntegrationEvent> {
  static readonly subscription = 'extensions.memberships';

  toCommand({ collectiveId, slug, personal }: CollectiveCreatedIntegrationEvent): RecordCollective {
    return new RecordCollective(collectiveId, slug, personal ?? false);
  }
}

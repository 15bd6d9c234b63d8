import { CollectiveCreatedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { CreditFounding } from '../../application/credit-founding.js';
import { causeOf } from './cause-of.js';

@EventsHandler(CollectiveCreatedIntegrationEvent)
export class CollectiveCreatedConsumer extends BaseConsumer<CollectiveCreatedIntegrationEvent> {
  static readonly subscription = 'stats.scores';

  toCommand(event: CollectiveCreatedIntegrationEvent): CreditFounding | null {
    if (event.personal === true) return null;
    return new CreditFounding(event.createdByUserId, event.collectiveId, causeOf(event.metadata));
  }
}

import { VisibilityChangedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { RecordVisibility } from '../../application/record-visibility.js';

@EventsHandler(VisibilityChangedIntegrationEvent)
export class VisibilityChangedConsumer extends BaseConsumer<VisibilityChangedIntegrationEvent> {
  static readonly subscription = 'collectives.extensions';

  toCommand({ extensionName, visibility }: VisibilityChangedIntegrationEvent): RecordVisibility {
    return new RecordVisibility(extensionName, visibility === 'public');
  }
}

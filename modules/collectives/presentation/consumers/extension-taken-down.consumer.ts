import { ExtensionTakenDownIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { RecordTakeDown } from '../../application/record-take-down.js';

@EventsHandler(ExtensionTakenDownIntegrationEvent)
export class ExtensionTakenDownConsumer extends BaseConsumer<ExtensionTakenDownIntegrationEvent> {
  static readonly subscription = 'collectives.extensions';

  toCommand({ extensionName }: ExtensionTakenDownIntegrationEvent): RecordTakeDown {
    return new RecordTakeDown(extensionName, true);
  }
}

import { ExtensionRestoredIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { RecordTakeDown } from '../../application/record-take-down.js';

@EventsHandler(ExtensionRestoredIntegrationEvent)
export class ExtensionRestoredConsumer extends BaseConsumer<ExtensionRestoredIntegrationEvent> {
  static readonly subscription = 'collectives.extensions';

  toCommand({ extensionName }: ExtensionRestoredIntegrationEvent): RecordTakeDown {
    return new RecordTakeDown(extensionName, false);
  }
}

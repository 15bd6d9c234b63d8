import { ExtensionPulledIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { RecordPull } from '../../../application/record-pull.js';

@EventsHandler(ExtensionPulledIntegrationEvent)
export class ExtensionPulledConsumer extends BaseConsumer<ExtensionPulledIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  /** Whoever was not signed in cannot be told anything. */
  toCommand({
    extensionName,
    version,
    pulledBy,
    metadata,
  }: ExtensionPulledIntegrationEvent): RecordPull | null {
    if (pulledBy === undefined) return null;
    return new RecordPull(extensionName, version, pulledBy, new Date(metadata.occurredAt));
  }
}

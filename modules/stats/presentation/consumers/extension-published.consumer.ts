import { ExtensionPublishedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { CreditPublication } from '../../application/credit-publication.js';

@EventsHandler(ExtensionPublishedIntegrationEvent)
export class ExtensionPublishedConsumer extends BaseConsumer<ExtensionPublishedIntegrationEvent> {
  static readonly subscription = 'stats.scores';

  toCommand(event: ExtensionPublishedIntegrationEvent): CreditPublication {
    const cause = { eventId: event.metadata.eventId, at: new Date(event.metadata.occurredAt) };
    return new CreditPublication(event.userId, event.extensionName, event.version, cause);
  }
}

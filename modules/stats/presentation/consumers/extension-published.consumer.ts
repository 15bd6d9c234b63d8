import { ExtensionPublishedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { CreditPublication } from '../../application/credit-publication.js';
import { causeOf } from './cause-of.js';

@EventsHandler(ExtensionPublishedIntegrationEvent)
export class ExtensionPublishedConsumer extends BaseConsumer<ExtensionPublishedIntegrationEvent> {
  static readonly subscription = 'stats.scores';

  toCommand(event: ExtensionPublishedIntegrationEvent): CreditPublication {
    const { userId, extensionName, version, platforms = [], metadata } = event;
    return new CreditPublication(userId, { extensionName, version, platforms }, causeOf(metadata));
  }
}

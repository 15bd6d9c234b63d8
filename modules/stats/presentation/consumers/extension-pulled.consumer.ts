import { ExtensionPulledIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { CreditPull } from '../../application/credit-pull.js';
import { causeOf } from './cause-of.js';

@EventsHandler(ExtensionPulledIntegrationEvent)
export class ExtensionPulledConsumer extends BaseConsumer<ExtensionPulledIntegrationEvent> {
  static readonly subscription = 'stats.scores';

  toCommand({ authorUserId, pulledBy, metadata }: ExtensionPulledIntegrationEvent): CreditPull {
    return new CreditPull(authorUserId, pulledBy ?? null, causeOf(metadata));
  }
}

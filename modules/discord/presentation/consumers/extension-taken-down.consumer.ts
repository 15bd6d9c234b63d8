import { ExtensionTakenDownIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { WithdrawExtension } from '../../application/withdraw-extension.js';

@EventsHandler(ExtensionTakenDownIntegrationEvent)
export class ExtensionTakenDownConsumer extends BaseConsumer<ExtensionTakenDownIntegrationEvent> {
  static readonly subscription = 'discord.announcements';

  toCommand({ extensionName }: ExtensionTakenDownIntegrationEvent): WithdrawExtension {
    return new WithdrawExtension(extensionName, undefined, 'taken down');
  }
}

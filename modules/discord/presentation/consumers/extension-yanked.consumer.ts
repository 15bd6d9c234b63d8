import { ExtensionYankedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { WithdrawExtension } from '../../application/withdraw-extension.js';

@EventsHandler(ExtensionYankedIntegrationEvent)
export class ExtensionYankedConsumer extends BaseConsumer<ExtensionYankedIntegrationEvent> {
  static readonly subscription = 'discord.announcements';

  toCommand({ extensionName, version }: ExtensionYankedIntegrationEvent): WithdrawExtension {
    return new WithdrawExtension(extensionName, version, 'yanked');
  }
}

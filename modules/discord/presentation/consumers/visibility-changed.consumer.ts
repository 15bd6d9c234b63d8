import { VisibilityChangedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { WithdrawExtension } from '../../application/withdraw-extension.js';

@EventsHandler(VisibilityChangedIntegrationEvent)
export class VisibilityChangedConsumer extends BaseConsumer<VisibilityChangedIntegrationEvent> {
  static readonly subscription = 'discord.announcements';

  /** That an extension can be seen by anyone is no publication, and not announced as one. */
  toCommand({ extensionName, visibility }: VisibilityChangedIntegrationEvent): WithdrawExtension | null {
    return visibility === 'private' ? new WithdrawExtension(extensionName, undefined, 'private') : null;
  }
}

import { ExtensionYankedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NotifyAudience } from '../../../application/rounds.js';
import { toldBy } from './told-by.js';

@EventsHandler(ExtensionYankedIntegrationEvent)
export class ExtensionYankedConsumer extends BaseConsumer<ExtensionYankedIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  /** Those who pulled what was yanked, private extensions included: they have it. */
  toCommand({
    extensionName,
    version,
    userId,
    reason,
    metadata,
  }: ExtensionYankedIntegrationEvent): NotifyAudience {
    const notice = { type: 'extension-yanked', values: { extensionName, version, reason } } as const;
    const audience = { kind: 'pullers', extensionName, version, except: userId } as const;
    return new NotifyAudience({ ...toldBy(metadata), notice, audience });
  }
}

import { ExtensionDeprecatedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NotifyAudience } from '../../../application/rounds.js';
import { toldBy } from './told-by.js';

@EventsHandler(ExtensionDeprecatedIntegrationEvent)
export class ExtensionDeprecatedConsumer extends BaseConsumer<ExtensionDeprecatedIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  /** Those who pulled any version, private extensions included: they have it. */
  toCommand({
    extensionName,
    supersededBy,
    userId,
    metadata,
  }: ExtensionDeprecatedIntegrationEvent): NotifyAudience {
    const notice = { type: 'extension-deprecated', values: { extensionName, supersededBy } } as const;
    const audience = { kind: 'pullers', extensionName, except: userId } as const;
    return new NotifyAudience({ ...toldBy(metadata), notice, audience });
  }
}

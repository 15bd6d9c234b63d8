import { CollectiveDissolvedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NotifyAudience } from '../../../application/rounds.js';
import { toldBy } from './told-by.js';

@EventsHandler(CollectiveDissolvedIntegrationEvent)
export class CollectiveDissolvedConsumer extends BaseConsumer<CollectiveDissolvedIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  /** Whoever dissolved it knows; a personal collective ends with its account. */
  toCommand({
    slug,
    name,
    dissolvedByUserId,
    memberUserIds,
    personal,
    metadata,
  }: CollectiveDissolvedIntegrationEvent): NotifyAudience | null {
    if (personal === true) return null;
    const notice = { type: 'collective-dissolved', values: { slug, name } } as const;
    const userIds = memberUserIds.filter((userId) => userId !== dissolvedByUserId);
    return new NotifyAudience({ ...toldBy(metadata), notice, audience: { kind: 'listed', userIds } });
  }
}

import { TierReachedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { Announce } from '../../application/announce.js';

@EventsHandler(TierReachedIntegrationEvent)
export class TierReachedConsumer extends BaseConsumer<TierReachedIntegrationEvent> {
  static readonly subscription = 'discord.announcements';

  toCommand({ userId, username, to, metadata }: TierReachedIntegrationEvent): Announce {
    const tier = { kind: 'tier', username, tier: to } as const;
    return new Announce(metadata.eventId, new Date(metadata.occurredAt), userId, tier);
  }
}

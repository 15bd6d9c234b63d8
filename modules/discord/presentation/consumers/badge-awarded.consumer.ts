import { BadgeAwardedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { Announce } from '../../application/announce.js';

@EventsHandler(BadgeAwardedIntegrationEvent)
export class BadgeAwardedConsumer extends BaseConsumer<BadgeAwardedIntegrationEvent> {
  static readonly subscription = 'discord.announcements';

  toCommand({ userId, username, name, metadata }: BadgeAwardedIntegrationEvent): Announce {
    const badge = { kind: 'badge', username, badge: name } as const;
    return new Announce(metadata.eventId, new Date(metadata.occurredAt), userId, badge);
  }
}

import { CollectiveCreatedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { Announce } from '../../application/announce.js';

@EventsHandler(CollectiveCreatedIntegrationEvent)
export class CollectiveCreatedConsumer extends BaseConsumer<CollectiveCreatedIntegrationEvent> {
  static readonly subscription = 'discord.announcements';

  /** The collective that everybody gets at sign-up is no news. */
  toCommand(event: CollectiveCreatedIntegrationEvent): Announce | null {
    const { name, slug, createdByUserId, createdByUsername: founder, personal, metadata } = event;
    if (personal === true) return null;
    const collective = { kind: 'collective', name, slug, founder } as const;
    return new Announce(metadata.eventId, new Date(metadata.occurredAt), createdByUserId, collective);
  }
}

import { ExtensionPublishedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { Announce } from '../../application/announce.js';

@EventsHandler(ExtensionPublishedIntegrationEvent)
export class ExtensionPublishedConsumer extends BaseConsumer<ExtensionPublishedIntegrationEvent> {
  static readonly subscription = 'discord.announcements';

  toCommand(event: ExtensionPublishedIntegrationEvent): Announce | null {
    const {
      extensionName: name,
      version,
      userId,
      username: author,
      firstPublish,
      visibility,
      metadata,
    } = event;
    if (visibility === 'private') return null;
    const extension = { kind: 'extension', name, version, author, first: firstPublish === true } as const;
    return new Announce(metadata.eventId, new Date(metadata.occurredAt), userId, extension);
  }
}

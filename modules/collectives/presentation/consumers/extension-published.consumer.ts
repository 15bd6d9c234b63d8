import { ExtensionPublishedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { RecordPublication } from '../../application/record-publication.js';

@EventsHandler(ExtensionPublishedIntegrationEvent)
export class ExtensionPublishedConsumer extends BaseConsumer<ExtensionPublishedIntegrationEvent> {
  /** Shared by all who keep the picture of extensions: what is hidden was published before. */
  static readonly subscription = 'collectives.extensions';

  toCommand({ extensionName, visibility }: ExtensionPublishedIntegrationEvent): RecordPublication {
    // The first part of a name is the slug that the collective had when it gave the name.
    const slug = extensionName.slice(1, extensionName.indexOf('/'));
    return new RecordPublication(extensionName, slug, visibility !== 'private');
  }
}

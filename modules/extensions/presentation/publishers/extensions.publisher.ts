import { ExtensionPublishedIntegrationEvent, type Fields } from '@boardwalk/integration-events';
import { BasePublisher, keptPrivate, type Publishes } from '@boardwalk/observability';
import { Injectable } from '@nestjs/common';
import type { ExtensionEvent, VersionPublished } from '../../domain/extension.events.js';
import type { PublicationEvent } from '../../domain/publication.events.js';

@Injectable()
export class ExtensionsPublisher extends BasePublisher<ExtensionEvent | PublicationEvent> {
  protected readonly publishes: Publishes<ExtensionEvent | PublicationEvent> = {
    VersionPublished: (event) => this.publishExtensionPublished(event),
    PublicationInitiated: keptPrivate,
    ArchiveAccepted: keptPrivate,
    PublicationConfirmed: keptPrivate,
  };

  publishExtensionPublished(event: VersionPublished): void {
    const {
      extensionName,
      version,
      userId,
      username,
      collectiveSlug,
      extensionId,
      firstPublish,
      visibility,
      platforms,
    } = event;
    this.publish(
      new ExtensionPublishedIntegrationEvent({
        extensionName,
        version,
        userId,
        username,
        ...(collectiveSlug !== undefined &&
          ({ collectiveSlug } satisfies Partial<Fields<ExtensionPublishedIntegrationEvent>>)),
        extensionId,
        firstPublish,
        visibility,
        ...(platforms.length > 0 &&
          ({ platforms } satisfies Partial<Fields<ExtensionPublishedIntegrationEvent>>)),
      }),
    );
  }
}

import {
  ExtensionDeprecatedIntegrationEvent,
  ExtensionPublishedIntegrationEvent,
  ExtensionPulledIntegrationEvent,
  ExtensionRestoredIntegrationEvent,
  ExtensionTakenDownIntegrationEvent,
  ExtensionUndeprecatedIntegrationEvent,
  ExtensionUnyankedIntegrationEvent,
  ExtensionYankedIntegrationEvent,
  type Fields,
  VisibilityChangedIntegrationEvent,
} from '@boardwalk/integration-events';
import { BasePublisher, keptPrivate, type Publishes } from '@boardwalk/observability';
import { Injectable } from '@nestjs/common';
import type {
  ExtensionDeprecated,
  ExtensionEvent,
  ExtensionRestored,
  ExtensionTakenDown,
  ExtensionUndeprecated,
  ExtensionUnyanked,
  ExtensionYanked,
  VersionPublished,
  VisibilityChanged,
} from '../../domain/extension.events.js';
import type { PublicationEvent } from '../../domain/publication.events.js';
import type { PullEvent, VersionPulled } from '../../domain/pull.events.js';

type Event = ExtensionEvent | PublicationEvent | PullEvent;

@Injectable()
export class ExtensionsPublisher extends BasePublisher<Event> {
  protected readonly publishes: Publishes<Event> = {
    VersionPublished: (event) => this.publishExtensionPublished(event),
    VersionPulled: (event) => this.publishExtensionPulled(event),
    ExtensionYanked: (event) => this.publishExtensionYanked(event),
    ExtensionUnyanked: (event) => this.publishExtensionUnyanked(event),
    ExtensionDeprecated: (event) => this.publishExtensionDeprecated(event),
    ExtensionUndeprecated: (event) => this.publishExtensionUndeprecated(event),
    VisibilityChanged: (event) => this.publishVisibilityChanged(event),
    ExtensionTakenDown: (event) => this.publishExtensionTakenDown(event),
    ExtensionRestored: (event) => this.publishExtensionRestored(event),
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

  publishExtensionPulled({ extensionName, version, author, pulledBy, visibility }: VersionPulled): void {
    this.publish(
      new ExtensionPulledIntegrationEvent({
        extensionName,
        version,
        authorUserId: author.userId,
        authorUsername: author.username,
        ...(pulledBy !== undefined &&
          ({ pulledBy } satisfies Partial<Fields<ExtensionPulledIntegrationEvent>>)),
        visibility,
      }),
    );
  }

  publishExtensionYanked({ deed, version, reason }: ExtensionYanked): void {
    const { extensionName, userId, username, visibility } = deed;
    this.publish(
      new ExtensionYankedIntegrationEvent({
        extensionName,
        ...(version !== undefined &&
          ({ version } satisfies Partial<Fields<ExtensionYankedIntegrationEvent>>)),
        userId,
        username,
        reason,
        visibility,
      }),
    );
  }

  publishExtensionUnyanked({ deed, version }: ExtensionUnyanked): void {
    const { extensionName, userId, username, visibility } = deed;
    this.publish(
      new ExtensionUnyankedIntegrationEvent({
        extensionName,
        ...(version !== undefined &&
          ({ version } satisfies Partial<Fields<ExtensionUnyankedIntegrationEvent>>)),
        userId,
        username,
        visibility,
      }),
    );
  }

  publishExtensionDeprecated({ deed, supersededBy }: ExtensionDeprecated): void {
    const { extensionName, userId, username, visibility } = deed;
    this.publish(
      new ExtensionDeprecatedIntegrationEvent({
        extensionName,
        userId,
        username,
        ...(supersededBy !== undefined &&
          ({ supersededBy } satisfies Partial<Fields<ExtensionDeprecatedIntegrationEvent>>)),
        visibility,
      }),
    );
  }

  publishExtensionUndeprecated({ deed }: ExtensionUndeprecated): void {
    const { extensionName, userId, username, visibility } = deed;
    this.publish(new ExtensionUndeprecatedIntegrationEvent({ extensionName, userId, username, visibility }));
  }

  publishVisibilityChanged({ deed, collectiveId }: VisibilityChanged): void {
    const { extensionName, visibility, userId } = deed;
    this.publish(new VisibilityChangedIntegrationEvent({ extensionName, visibility, userId, collectiveId }));
  }

  publishExtensionTakenDown({ extensionName, collectiveId, reason }: ExtensionTakenDown): void {
    this.publish(new ExtensionTakenDownIntegrationEvent({ extensionName, collectiveId, reason }));
  }

  publishExtensionRestored({ extensionName, collectiveId }: ExtensionRestored): void {
    this.publish(new ExtensionRestoredIntegrationEvent({ extensionName, collectiveId }));
  }
}

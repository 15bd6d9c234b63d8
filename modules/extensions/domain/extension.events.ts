import type { IDomainEvent } from '@boardwalk/domain';
import type { Visibility } from './release.js';

export class VersionPublished implements IDomainEvent {
  readonly kind = 'VersionPublished' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly extensionId: string,
    readonly extensionName: string,
    readonly version: string,
    readonly userId: string,
    readonly username: string,
    /** Absent under a personal collective. */
    readonly collectiveSlug: string | undefined,
    readonly firstPublish: boolean,
    readonly visibility: Visibility,
    readonly platforms: readonly string[],
  ) {}

  getAggregateId(): string {
    return this.extensionId;
  }
}

export type ExtensionEvent = VersionPublished;

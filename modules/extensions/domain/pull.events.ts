import type { IDomainEvent } from '@boardwalk/domain';
import type { Publisher, Visibility } from './release.js';

export class VersionPulled implements IDomainEvent {
  readonly kind = 'VersionPulled' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly extensionId: string,
    readonly extensionName: string,
    readonly version: string,
    readonly author: Publisher,
    /** Absent for who was not signed in. */
    readonly pulledBy: string | undefined,
    readonly visibility: Visibility,
  ) {}

  getAggregateId(): string {
    return this.extensionId;
  }
}

export type PullEvent = VersionPulled;

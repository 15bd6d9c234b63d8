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

/** Which extension, and who did something to it. */
interface Deed {
  readonly extensionId: string;
  readonly extensionName: string;
  readonly userId: string;
  readonly username: string;
  readonly visibility: Visibility;
}

export class ExtensionYanked implements IDomainEvent {
  readonly kind = 'ExtensionYanked' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly deed: Deed,
    /** Absent when it is the whole extension. */
    readonly version: string | undefined,
    readonly reason: string,
  ) {}

  getAggregateId(): string {
    return this.deed.extensionId;
  }
}

export class ExtensionUnyanked implements IDomainEvent {
  readonly kind = 'ExtensionUnyanked' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly deed: Deed,
    /** Absent when it is the whole extension. */
    readonly version: string | undefined,
  ) {}

  getAggregateId(): string {
    return this.deed.extensionId;
  }
}

export class ExtensionDeprecated implements IDomainEvent {
  readonly kind = 'ExtensionDeprecated' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly deed: Deed,
    /** The name of the extension to use in its place. */
    readonly supersededBy: string | undefined,
  ) {}

  getAggregateId(): string {
    return this.deed.extensionId;
  }
}

export class ExtensionUndeprecated implements IDomainEvent {
  readonly kind = 'ExtensionUndeprecated' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly deed: Deed,
  ) {}

  getAggregateId(): string {
    return this.deed.extensionId;
  }
}

export class VisibilityChanged implements IDomainEvent {
  readonly kind = 'VisibilityChanged' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    /** With the visibility that it has now. */
    readonly deed: Deed,
    readonly collectiveId: string,
  ) {}

  getAggregateId(): string {
    return this.deed.extensionId;
  }
}

export class ExtensionTakenDown implements IDomainEvent {
  readonly kind = 'ExtensionTakenDown' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly extensionId: string,
    readonly extensionName: string,
    readonly collectiveId: string,
    readonly reason: string,
  ) {}

  getAggregateId(): string {
    return this.extensionId;
  }
}

export class ExtensionRestored implements IDomainEvent {
  readonly kind = 'ExtensionRestored' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly extensionId: string,
    readonly extensionName: string,
    readonly collectiveId: string,
  ) {}

  getAggregateId(): string {
    return this.extensionId;
  }
}

export type ExtensionEvent =
  | VersionPublished
  | ExtensionYanked
  | ExtensionUnyanked
  | ExtensionDeprecated
  | ExtensionUndeprecated
  | VisibilityChanged
  | ExtensionTakenDown
  | ExtensionRestored;

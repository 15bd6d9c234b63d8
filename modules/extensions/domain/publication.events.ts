import type { IDomainEvent } from '@boardwalk/domain';

export class PublicationInitiated implements IDomainEvent {
  readonly kind = 'PublicationInitiated' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly publicationId: string,
    readonly expiresAt: Date,
  ) {}

  getAggregateId(): string {
    return this.publicationId;
  }
}

export class ArchiveAccepted implements IDomainEvent {
  readonly kind = 'ArchiveAccepted' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly publicationId: string,
  ) {}

  getAggregateId(): string {
    return this.publicationId;
  }
}

export class PublicationConfirmed implements IDomainEvent {
  readonly kind = 'PublicationConfirmed' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly publicationId: string,
    readonly extensionId: string,
  ) {}

  getAggregateId(): string {
    return this.publicationId;
  }
}

export type PublicationEvent = PublicationInitiated | ArchiveAccepted | PublicationConfirmed;

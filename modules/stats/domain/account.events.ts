import type { IDomainEvent } from '@boardwalk/domain';

/** One line of the ledger. */
export class PointsGranted implements IDomainEvent {
  readonly kind = 'PointsGranted' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly userId: string,
    readonly username: string,
    /** 1 for the first grant of the account. */
    readonly ordinal: number,
    readonly grantId: string,
    readonly category: string,
    readonly source: string,
    readonly amount: number,
    /** The fact that the points are for. */
    readonly eventId: string,
    /** The balance after it. */
    readonly total: number,
  ) {}

  getAggregateId(): string {
    return this.userId;
  }
}

export class TierReached implements IDomainEvent {
  readonly kind = 'TierReached' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly userId: string,
    readonly username: string,
    readonly from: string,
    readonly to: string,
    readonly total: number,
  ) {}

  getAggregateId(): string {
    return this.userId;
  }
}

export class BadgeAwarded implements IDomainEvent {
  readonly kind = 'BadgeAwarded' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly userId: string,
    readonly username: string,
    readonly badgeId: string,
    readonly name: string,
    readonly points: number,
    readonly exclusive: boolean,
    /** The fact that earned it. */
    readonly eventId: string,
  ) {}

  getAggregateId(): string {
    return this.userId;
  }
}

export type StatsEvent = PointsGranted | TierReached | BadgeAwarded;

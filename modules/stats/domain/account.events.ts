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
    /** The trace that the fact was created in, if it was traced. */
    readonly traceId: string | null,
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
    /** Whether the person may be named to anyone. */
    readonly isPublic: boolean,
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
    /** Whether the person may be named to anyone. */
    readonly isPublic: boolean,
  ) {}

  getAggregateId(): string {
    return this.userId;
  }
}

/** The day before was part of it too. */
export class StreakExtended implements IDomainEvent {
  readonly kind = 'StreakExtended' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly userId: string,
    readonly username: string,
    /** This day included. */
    readonly days: number,
    readonly date: string,
  ) {}

  getAggregateId(): string {
    return this.userId;
  }
}

/** Seen on the day of the return. */
export class StreakBroken implements IDomainEvent {
  readonly kind = 'StreakBroken' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly userId: string,
    readonly username: string,
    readonly days: number,
    readonly lastDate: string,
  ) {}

  getAggregateId(): string {
    return this.userId;
  }
}

export type StatsEvent = PointsGranted | TierReached | BadgeAwarded | StreakExtended | StreakBroken;

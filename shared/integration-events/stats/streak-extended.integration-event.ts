import type { EventMetadata, Fields } from '../contract.js';

/**
 * A person was here on one more day in a row.
 * @track streak_extended
 * @public members
 * @external
 */
export class StreakExtendedIntegrationEvent {
  static readonly type = 'stats.streak-extended.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly username!: string;
  /**
   * How long the streak is, this day included.
   * @minimum 2
   */
  readonly days!: number;
  /**
   * In UTC.
   * @format date
   */
  readonly date!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<StreakExtendedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

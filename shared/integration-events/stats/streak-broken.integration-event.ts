import type { EventMetadata, Fields } from '../contract.js';

/**
 * A streak of two days or more ended, as seen when the person came back.
 * @track streak_broken
 * @public members
 * @external
 */
export class StreakBrokenIntegrationEvent {
  static readonly type = 'stats.streak-broken.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly username!: string;
  /**
   * How long it was.
   * @minimum 2
   */
  readonly days!: number;
  /**
   * Its last day, UTC.
   * @format date
   */
  readonly lastDate!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<StreakBrokenIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

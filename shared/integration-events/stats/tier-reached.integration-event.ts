import type { EventMetadata, Fields } from '../contract.js';

/**
 * A person climbed from one tier to a higher one.
 * @track tier_reached
 * @public true
 */
export class TierReachedIntegrationEvent {
  static readonly type = 'stats.tier-reached.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly username!: string;
  /** @minLength 1 */
  readonly from!: string;
  /** @minLength 1 */
  readonly to!: string;
  /**
   * The balance that crossed the threshold.
   * @minimum 0
   */
  readonly total!: number;
  /** Whether the person may be named to anyone. Absent means public. */
  readonly visibility?: 'public' | 'private';
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<TierReachedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

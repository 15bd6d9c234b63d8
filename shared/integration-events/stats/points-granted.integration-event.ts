import type { EventMetadata, Fields } from '../contract.js';

/**
 * A person was granted points for something they did.
 * @track points_granted
 * @public members
 * @external
 */
export class PointsGrantedIntegrationEvent {
  static readonly type = 'stats.points-granted.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly username!: string;
  /**
   * The same cause always gives the same id, so a repetition grants nothing.
   * @minLength 1
   */
  readonly grantId!: string;
  /** @minLength 1 */
  readonly category!: string;
  /**
   * What the points were granted for, as the ledger names it.
   * @minLength 1
   */
  readonly source!: string;
  /** @minimum 0 */
  readonly amount!: number;
  /**
   * The balance after this grant.
   * @minimum 0
   */
  readonly total!: number;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<PointsGrantedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

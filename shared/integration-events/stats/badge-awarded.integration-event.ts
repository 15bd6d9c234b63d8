import type { EventMetadata, Fields } from '../contract.js';

/**
 * A person earned a badge.
 * @track badge_awarded
 * @public true
 */
export class BadgeAwardedIntegrationEvent {
  static readonly type = 'stats.badge-awarded.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly username!: string;
  /** @minLength 1 */
  readonly badgeId!: string;
  /** @minLength 1 */
  readonly name!: string;
  /**
   * Points that come with the badge.
   * @minimum 0
   */
  readonly points!: number;
  /** Whether the person may be named to anyone. Absent means public. */
  readonly visibility?: 'public' | 'private';
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<BadgeAwardedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

import type { EventMetadata, Fields } from '../contract.js';

/**
 * A person was here on a day, UTC, for the first time that day.
 * @track daily_sign_in
 * @public false
 */
export class DailySignInIntegrationEvent {
  static readonly type = 'identity.daily-sign-in.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly username!: string;
  /** @format date */
  readonly date!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<DailySignInIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

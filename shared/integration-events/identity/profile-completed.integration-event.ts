import type { EventMetadata, Fields } from '../contract.js';

/**
 * A profile has, for the first time, everything that a profile can say.
 * @track profile_completed
 * @public members
 * @external
 */
export class ProfileCompletedIntegrationEvent {
  static readonly type = 'identity.profile-completed.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly username!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<ProfileCompletedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

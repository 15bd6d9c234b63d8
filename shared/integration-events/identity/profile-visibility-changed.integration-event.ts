import type { EventMetadata, Fields } from '../contract.js';

/**
 * A profile may be shown to anyone from now on, or only to its owner.
 * @track profile_visibility_changed
 * @public false
 */
export class ProfileVisibilityChangedIntegrationEvent {
  static readonly type = 'identity.profile-visibility-changed.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  readonly isPublic!: boolean;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<ProfileVisibilityChangedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

import type { EventMetadata, Fields } from '../contract.js';

/**
 * Someone asked to choose a new password for an account; the token goes to its address.
 * @track password_reset_requested
 * @public false
 */
export class PasswordResetRequestedIntegrationEvent {
  static readonly type = 'identity.password-reset-requested.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  /**
   * @personal userId
   * @format email
   */
  readonly email!: string;
  /**
   * Works once and expires.
   * @secret userId
   * @minLength 1
   */
  readonly token!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<PasswordResetRequestedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

import type { EventMetadata, Fields } from '../contract.js';

/**
 * An account has another password, and its sessions are over.
 * @track password_changed
 * @public false
 */
export class PasswordChangedIntegrationEvent {
  static readonly type = 'identity.password-changed.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  /** Whether it was changed with the old password or reset by mail. */
  readonly reason!: 'changed' | 'reset';
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<PasswordChangedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

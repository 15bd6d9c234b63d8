import type { EventMetadata, Fields } from '../contract.js';

/**
 * An operator has shut an account out until it is reinstated.
 * @track account_suspended
 * @public false
 */
export class AccountSuspendedIntegrationEvent {
  static readonly type = 'identity.account-suspended.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  /** @minLength 1 */
  readonly reason!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<AccountSuspendedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

import type { EventMetadata, Fields } from '../contract.js';

/**
 * An account is gone, and with it the key of everything personal in earlier facts.
 * @track account_deleted
 * @public members
 */
export class AccountDeletedIntegrationEvent {
  static readonly type = 'identity.account-deleted.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<AccountDeletedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

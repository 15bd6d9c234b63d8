import type { EventMetadata, Fields } from '../contract.js';

/**
 * A suspended account may be used again.
 * @track account_reinstated
 * @public false
 */
export class AccountReinstatedIntegrationEvent {
  static readonly type = 'identity.account-reinstated.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<AccountReinstatedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

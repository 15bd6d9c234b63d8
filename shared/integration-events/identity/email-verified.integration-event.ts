import type { EventMetadata, Fields } from '../contract.js';

/**
 * A person proved that the address of the account is theirs.
 * @track email_verified
 * @public false
 */
export class EmailVerifiedIntegrationEvent {
  static readonly type = 'identity.email-verified.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<EmailVerifiedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

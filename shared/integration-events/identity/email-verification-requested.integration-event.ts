import type { EventMetadata, Fields } from '../contract.js';

/**
 * Someone must prove that an address is theirs, by the token sent to it.
 * @track email_verification_requested
 * @public false
 */
export class EmailVerificationRequestedIntegrationEvent {
  static readonly type = 'identity.email-verification-requested.v1';
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

  constructor(fields: Fields<EmailVerificationRequestedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

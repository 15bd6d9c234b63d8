import type { EventMetadata, Fields } from '../contract.js';

/**
 * A person signed up, or was brought in by an import.
 * @track sign_up
 * @public members
 */
export class UserRegisteredIntegrationEvent {
  static readonly type = 'identity.user-registered.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly username!: string;
  /**
   * Absent for imported people.
   * @personal userId
   * @format email
   */
  readonly email?: string;
  /** @minLength 1 */
  readonly displayName!: string;
  /** The road by which the account came to be. */
  readonly source!: 'password' | 'oauth' | 'import';
  /** Whether the profile may be shown to anyone; absent means yes. */
  readonly isPublic?: boolean;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<UserRegisteredIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

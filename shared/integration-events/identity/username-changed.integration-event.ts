import type { EventMetadata, Fields } from '../contract.js';

/**
 * A person goes by another name; the old one leads to them and is nobody else's.
 * @track username_changed
 * @public true
 */
export class UsernameChangedIntegrationEvent {
  static readonly type = 'identity.username-changed.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly oldUsername!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly newUsername!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<UsernameChangedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

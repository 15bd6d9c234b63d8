import type { EventMetadata, Fields } from '../contract.js';

/**
 * An API key stopped working for good.
 * @track api_key_revoked
 * @public false
 * @external
 */
export class ApiKeyRevokedIntegrationEvent {
  static readonly type = 'identity.api-key-revoked.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  /** @minLength 1 */
  readonly apiKeyId!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<ApiKeyRevokedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

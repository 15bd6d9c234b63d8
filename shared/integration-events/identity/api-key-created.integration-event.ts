import type { EventMetadata, Fields } from '../contract.js';

/**
 * A person made an API key; the key itself never leaves the context.
 * @track api_key_created
 * @public false
 * @external
 */
export class ApiKeyCreatedIntegrationEvent {
  static readonly type = 'identity.api-key-created.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  /** @minLength 1 */
  readonly apiKeyId!: string;
  /**
   * A word of the person's own.
   * @personal userId
   * @minLength 1
   */
  readonly name!: string;
  readonly scopes!: readonly string[];
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<ApiKeyCreatedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

import type { EventMetadata, Fields } from '../contract.js';

/**
 * A collective got a token for its programs; the token itself never leaves the context.
 * @track collective_token_created
 * @public false
 * @external
 */
export class TokenCreatedIntegrationEvent {
  static readonly type = 'collectives.token-created.v1';
  static readonly key = 'collectiveId';
  /** @minLength 1 */
  readonly collectiveId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{1,38}$ */
  readonly slug!: string;
  /** @minLength 1 */
  readonly tokenId!: string;
  /** @minLength 1 */
  readonly name!: string;
  readonly scopes!: readonly string[];
  /** @minLength 1 */
  readonly createdByUserId!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<TokenCreatedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

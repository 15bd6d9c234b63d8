import type { EventMetadata, Fields } from '../contract.js';

/**
 * A token of a collective stopped working for good.
 * @track collective_token_revoked
 * @public false
 * @external
 */
export class TokenRevokedIntegrationEvent {
  static readonly type = 'collectives.token-revoked.v1';
  static readonly key = 'collectiveId';
  /** @minLength 1 */
  readonly collectiveId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{1,38}$ */
  readonly slug!: string;
  /** @minLength 1 */
  readonly tokenId!: string;
  /** @minLength 1 */
  readonly revokedByUserId!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<TokenRevokedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

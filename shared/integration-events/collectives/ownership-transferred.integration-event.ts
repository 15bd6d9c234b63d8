import type { EventMetadata, Fields } from '../contract.js';

/**
 * An owner of a collective made another member owner in their place.
 * @track collective_ownership_transferred
 * @public members
 */
export class OwnershipTransferredIntegrationEvent {
  static readonly type = 'collectives.ownership-transferred.v1';
  static readonly key = 'collectiveId';
  /** @minLength 1 */
  readonly collectiveId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{1,38}$ */
  readonly slug!: string;
  /** @minLength 1 */
  readonly fromUserId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly fromUsername!: string;
  /** @minLength 1 */
  readonly toUserId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly toUsername!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<OwnershipTransferredIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

import type { EventMetadata, Fields } from '../contract.js';

/**
 * A collective is no more; its slug is given to nobody else.
 * @track collective_dissolved
 * @public true
 */
export class CollectiveDissolvedIntegrationEvent {
  static readonly type = 'collectives.collective-dissolved.v1';
  static readonly key = 'collectiveId';
  /** @minLength 1 */
  readonly collectiveId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{1,38}$ */
  readonly slug!: string;
  /** @minLength 1 */
  readonly name!: string;
  /** @minLength 1 */
  readonly dissolvedByUserId!: string;
  /** Everybody who belonged to it, whoever dissolved it included. */
  readonly memberUserIds!: readonly string[];
  /** True when it ended with its owner's account; absent means no. */
  readonly personal?: boolean;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<CollectiveDissolvedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

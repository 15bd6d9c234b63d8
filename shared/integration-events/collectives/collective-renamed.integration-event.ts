import type { EventMetadata, Fields } from '../contract.js';

/**
 * A collective has another name or slug; the old slug leads to it and is nobody else's.
 * @track collective_renamed
 * @public true
 */
export class CollectiveRenamedIntegrationEvent {
  static readonly type = 'collectives.collective-renamed.v1';
  static readonly key = 'collectiveId';
  /** @minLength 1 */
  readonly collectiveId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{1,38}$ */
  readonly oldSlug!: string;
  /**
   * Equal to the old one when only the name changed.
   * @pattern ^[a-z0-9][a-z0-9_-]{1,38}$
   */
  readonly slug!: string;
  /** @minLength 1 */
  readonly oldName!: string;
  /** @minLength 1 */
  readonly name!: string;
  /** @minLength 1 */
  readonly renamedByUserId!: string;
  /** True for a personal collective, which follows its owner's username; absent means no. */
  readonly personal?: boolean;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<CollectiveRenamedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

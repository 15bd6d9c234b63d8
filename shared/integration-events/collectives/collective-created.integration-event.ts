import type { EventMetadata, Fields } from '../contract.js';

/**
 * A collective came to be, personal ones included.
 * @track collective_created
 * @public true
 */
export class CollectiveCreatedIntegrationEvent {
  static readonly type = 'collectives.collective-created.v1';
  static readonly key = 'collectiveId';
  /** @minLength 1 */
  readonly collectiveId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{1,38}$ */
  readonly slug!: string;
  /** @minLength 1 */
  readonly name!: string;
  /** @minLength 1 */
  readonly createdByUserId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly createdByUsername!: string;
  /** True for the collective that everyone gets at sign-up; absent means no. */
  readonly personal?: boolean;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<CollectiveCreatedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

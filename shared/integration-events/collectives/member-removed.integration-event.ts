import type { EventMetadata, Fields } from '../contract.js';

/**
 * A person is no longer a member of a collective; what they were is kept here.
 * @track collective_member_removed
 * @public members
 */
export class MemberRemovedIntegrationEvent {
  static readonly type = 'collectives.member-removed.v1';
  static readonly key = 'collectiveId';
  /** @minLength 1 */
  readonly collectiveId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{1,38}$ */
  readonly slug!: string;
  /** @minLength 1 */
  readonly userId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly username!: string;
  readonly role!: 'owner' | 'admin' | 'member';
  /**
   * The member themselves when they left.
   * @minLength 1
   */
  readonly removedByUserId!: string;
  readonly reason!: 'removed' | 'left' | 'account_deleted';
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<MemberRemovedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

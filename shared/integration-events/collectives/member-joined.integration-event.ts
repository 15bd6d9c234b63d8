import type { EventMetadata, Fields } from '../contract.js';

/**
 * A person became a member of a collective.
 * @track collective_member_joined
 * @public members
 */
export class MemberJoinedIntegrationEvent {
  static readonly type = 'collectives.member-joined.v1';
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
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<MemberJoinedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

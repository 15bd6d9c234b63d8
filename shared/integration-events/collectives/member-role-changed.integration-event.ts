import type { EventMetadata, Fields } from '../contract.js';

/**
 * A member of a collective has another role.
 * @track collective_member_role_changed
 * @public members
 */
export class MemberRoleChangedIntegrationEvent {
  static readonly type = 'collectives.member-role-changed.v1';
  static readonly key = 'collectiveId';
  /** @minLength 1 */
  readonly collectiveId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{1,38}$ */
  readonly slug!: string;
  /** @minLength 1 */
  readonly userId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly username!: string;
  readonly from!: 'owner' | 'admin' | 'member';
  readonly to!: 'owner' | 'admin' | 'member';
  /** @minLength 1 */
  readonly changedByUserId!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<MemberRoleChangedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

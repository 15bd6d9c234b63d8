import type { EventMetadata, Fields } from '../contract.js';

/**
 * The person who was invited said yes.
 * @track collective_invite_accepted
 * @public members
 */
export class InviteAcceptedIntegrationEvent {
  static readonly type = 'collectives.invite-accepted.v1';
  static readonly key = 'collectiveId';
  /** @minLength 1 */
  readonly collectiveId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{1,38}$ */
  readonly slug!: string;
  /** @minLength 1 */
  readonly inviteId!: string;
  /** @minLength 1 */
  readonly userId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly username!: string;
  readonly role!: 'owner' | 'admin' | 'member';
  /** @minLength 1 */
  readonly invitedByUserId!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<InviteAcceptedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

import type { EventMetadata, Fields } from '../contract.js';

/**
 * The person who was invited said no.
 * @track collective_invite_declined
 * @public members
 */
export class InviteDeclinedIntegrationEvent {
  static readonly type = 'collectives.invite-declined.v1';
  static readonly key = 'collectiveId';
  /** @minLength 1 */
  readonly collectiveId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{1,38}$ */
  readonly slug!: string;
  /** @minLength 1 */
  readonly inviteId!: string;
  /** @minLength 1 */
  readonly userId!: string;
  /** @minLength 1 */
  readonly invitedByUserId!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<InviteDeclinedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

import type { EventMetadata, Fields } from '../contract.js';

/**
 * An invitation was not answered in time.
 * @track collective_invite_expired
 * @public members
 */
export class InviteExpiredIntegrationEvent {
  static readonly type = 'collectives.invite-expired.v1';
  static readonly key = 'collectiveId';
  /** @minLength 1 */
  readonly collectiveId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{1,38}$ */
  readonly slug!: string;
  /** @minLength 1 */
  readonly inviteId!: string;
  /** @minLength 1 */
  readonly invitedByUserId!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<InviteExpiredIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

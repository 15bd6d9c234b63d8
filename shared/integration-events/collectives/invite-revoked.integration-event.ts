import type { EventMetadata, Fields } from '../contract.js';

/**
 * An invitation was taken back.
 * @track collective_invite_revoked
 * @public members
 * @external
 */
export class InviteRevokedIntegrationEvent {
  static readonly type = 'collectives.invite-revoked.v1';
  static readonly key = 'collectiveId';
  /** @minLength 1 */
  readonly collectiveId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{1,38}$ */
  readonly slug!: string;
  /** @minLength 1 */
  readonly inviteId!: string;
  /** @minLength 1 */
  readonly revokedByUserId!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<InviteRevokedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

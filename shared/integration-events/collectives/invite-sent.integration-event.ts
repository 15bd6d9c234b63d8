import type { EventMetadata, Fields } from '../contract.js';

/**
 * Someone was asked, by e-mail, to become a member of a collective.
 * @track collective_invite_sent
 * @public false
 */
export class InviteSentIntegrationEvent {
  static readonly type = 'collectives.invite-sent.v1';
  static readonly key = 'collectiveId';
  /** @minLength 1 */
  readonly collectiveId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{1,38}$ */
  readonly slug!: string;
  /** @minLength 1 */
  readonly inviteId!: string;
  /**
   * @personal inviteeEmail
   * @format email
   */
  readonly inviteeEmail!: string;
  readonly role!: 'owner' | 'admin' | 'member';
  /** @minLength 1 */
  readonly invitedByUserId!: string;
  /**
   * Works once and expires.
   * @secret inviteeEmail
   * @minLength 1
   */
  readonly token!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<InviteSentIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

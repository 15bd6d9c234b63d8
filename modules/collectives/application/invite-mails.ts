/** That somebody was asked by e-mail to join a collective. */
export interface InviteMail {
  readonly inviteId: string;
  readonly addressFingerprint: string;
  readonly inviterUserId: string;
  readonly sentAt: Date;
}

export interface MailCounts {
  readonly toAddress: number;
  readonly byInviter: number;
  /** Of the inviter to the address. */
  readonly byInviterToAddress: number;
}

/** The mails of invites, for as long as they limit further ones. */
export abstract class InviteMails {
  /**
   * Counts only if the unit of work commits; until then nobody else notes one to the same address, or of the same inviter.
   * @returns how many there are after `since`, this one among them
   */
  abstract note(mail: InviteMail, since: Date): Promise<MailCounts>;

  /** It was welcome, and limits nobody. */
  abstract welcomed(inviteId: string): Promise<void>;

  /** Nobody knows any more which of them the person sent; they go on counting for the addresses. */
  abstract forgetInviter(userId: string): Promise<void>;
}

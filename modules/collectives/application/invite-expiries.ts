import { ExpireInvite } from './expire-invite.js';

/** Sees to it that an invite ends when its time is over. */
export abstract class InviteExpiries {
  /** Counts only if the unit of work commits. */
  abstract plan(inviteId: string, expiresAt: Date): Promise<void>;

  /** What is to be done when the time has come. */
  protected expiryOf(inviteId: string): ExpireInvite {
    return new ExpireInvite(inviteId);
  }
}

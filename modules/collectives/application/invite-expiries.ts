import { ExpireInvite } from './expire-invite.js';

/** Sees to it that an invite ends when its time is over. */
export abstract class InviteExpiries {
  /** Counts only if the unit of work commits. */
  plan(inviteId: string, expiresAt: Date): Promise<void> {
    return this.end(this.expiryOf(inviteId), expiresAt);
  }

  protected abstract end(command: ExpireInvite, at: Date): Promise<void>;

  protected expiryOf(inviteId: string): ExpireInvite {
    return new ExpireInvite(inviteId);
  }
}

import { configuration } from '../domain/configuration.js';
import { ExpireInvite } from './expire-invite.js';
import { ForgetInvite } from './forget-invite.js';

/** Sees to it that an invite ends when its time is over, and is forgotten some time after. */
export abstract class InviteExpiries {
  /** Counts only if the unit of work commits. */
  async plan(inviteId: string, expiresAt: Date): Promise<void> {
    await this.end(new ExpireInvite(inviteId), expiresAt);
    const forgottenAt = new Date(expiresAt.getTime() + configuration.endedInviteKeptMs);
    await this.forget(new ForgetInvite(inviteId), forgottenAt);
  }

  protected abstract end(command: ExpireInvite, at: Date): Promise<void>;

  protected abstract forget(command: ForgetInvite, at: Date): Promise<void>;

  protected expiryOf(inviteId: string): ExpireInvite {
    return new ExpireInvite(inviteId);
  }

  protected forgettingOf(inviteId: string): ForgetInvite {
    return new ForgetInvite(inviteId);
  }
}

import type { Role } from '../domain/role.js';

/** An open invite as those see it who look after the collective. The address is not stored. */
export interface OpenInvite {
  readonly inviteId: string;
  readonly role: Role;
  /** Null when the inviter is a member no longer. */
  readonly invitedBy: string | null;
  readonly sentAt: Date;
  readonly expiresAt: Date;
}

/** An open invite as its invitee sees it. */
export interface OwnInvite extends OpenInvite {
  readonly slug: string;
  readonly name: string;
}

/** Those that can be answered at the time, newest first, from the one after `after`. */
export abstract class InviteReads {
  abstract openOf(
    collectiveId: string,
    after: string | undefined,
    size: number,
    at: Date,
  ): Promise<OpenInvite[]>;

  /** Nothing for who has not verified their address. */
  abstract openTo(userId: string, after: string | undefined, size: number, at: Date): Promise<OwnInvite[]>;
}

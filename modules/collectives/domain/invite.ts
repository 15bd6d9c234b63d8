import type { Role } from './role.js';

/** How long an invite can be accepted: 7 days, in milliseconds. */
export const inviteLifetime = 7 * 24 * 60 * 60 * 1000;

/**
 * Somebody was asked to become a member. It knows the address and the token only by their fingerprints, so nothing that
 * is stored lets anyone write to the person or answer in their place.
 */
export interface Invite {
  readonly id: string;
  readonly addressFingerprint: string;
  readonly tokenFingerprint: string;
  readonly role: Role;
  readonly invitedByUserId: string;
  readonly sentAt: Date;
  readonly expiresAt: Date;
  /** An invite that nobody answered in time stays `pending` until its invitee is invited again. */
  readonly status: 'pending' | 'accepted' | 'expired';
}

export function hasExpired(invite: Invite, at: Date): boolean {
  return invite.expiresAt.getTime() <= at.getTime();
}

/** Whether the invite can still be accepted. */
export function isOpen(invite: Invite, at: Date): boolean {
  return invite.status === 'pending' && !hasExpired(invite, at);
}

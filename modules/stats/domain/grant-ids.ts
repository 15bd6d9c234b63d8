import type { BadgeId } from './scoring.js';

const badge = (badgeId: BadgeId, userId: string) => `badge:${badgeId}:${userId}`;

/** Names of grants. The same cause always gives the same name, and the ledger holds a name once. */
export const grantIds = {
  signUp: (userId: string) => `sign-up:${userId}`,
  emailVerified: (userId: string) => `email-verified:${userId}`,
  dailySignIn: (userId: string, date: string) => `sign-in:${userId}:${date}`,
  founding: (collectiveId: string) => `founding:${collectiveId}`,
  inviter: (inviteId: string) => `invite:${inviteId}:inviter`,
  invitee: (inviteId: string) => `invite:${inviteId}:invitee`,
  publication: (extensionName: string, version: string) => `publish:${extensionName}:${version}`,
  /** A pull has no name but that of its fact, which is told once per puller, version and day. */
  pull: (eventId: string) => `pull:${eventId}`,
  badge,
  badges: (badgeIds: readonly BadgeId[], userId: string) => badgeIds.map((id) => badge(id, userId)),
} as const;

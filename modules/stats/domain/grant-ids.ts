import type { BadgeId } from './scoring.js';

/** Names of grants. The same cause always gives the same name, and the ledger holds a name once. */
export const grantIds = {
  signUp: (userId: string) => `sign-up:${userId}`,
  emailVerified: (userId: string) => `email-verified:${userId}`,
  founding: (collectiveId: string) => `founding:${collectiveId}`,
  inviter: (inviteId: string) => `invite:${inviteId}:inviter`,
  invitee: (inviteId: string) => `invite:${inviteId}:invitee`,
  publication: (extensionName: string, version: string) => `publish:${extensionName}:${version}`,
  badge: (badgeId: BadgeId, userId: string) => `badge:${badgeId}:${userId}`,
} as const;

import { Collective } from '../domain/collective.js';
import type { Origin } from '../domain/collective-state.js';
import type { NewCollectiveToken } from '../domain/collective-token.js';
import type { Invitation, Invitee } from '../domain/invite.js';
import type { Named } from '../domain/member.js';
import type { Role } from '../domain/role.js';

export const noon = new Date('2026-03-17T12:00:00Z');
export const days = (count: number, after = noon) => new Date(after.getTime() + count * 24 * 60 * 60 * 1000);

export const ada: Named = { userId: 'u-ada', username: 'ada' };
export const grace: Named = { userId: 'u-grace', username: 'grace' };
export const joan: Named = { userId: 'u-joan', username: 'joan' };

/**
 * A collective as it lies in the database, founded by ada at noon.
 * @param joined after how many days of it the others came; all at once unless given
 */
export function tidePool(
  others: Readonly<Record<string, Role>> = {},
  origin: Origin = 'founded',
  joined: Readonly<Record<string, number>> = {},
): Collective {
  const members = { ada: 'owner' as Role, ...others };
  return Collective.restore({
    id: 'c-1',
    slug: 'tide-pool',
    name: 'Tide Pool',
    origin,
    founderUserId: ada.userId,
    foundedAt: noon,
    version: 1,
    members: Object.entries(members).map(([username, role]) => ({
      userId: `u-${username}`,
      username,
      role,
      joinedAt: days(joined[username] ?? 0),
    })),
    invites: [],
    tokens: [],
    admitted: [],
  });
}

export function invitation(to: string, role: Role = 'member', inviteId = `i-${to}`): Invitation {
  return {
    inviteId,
    role,
    email: `${to}@example.org`,
    addressFingerprint: `print of ${to}`,
    token: `token of ${inviteId}`,
    tokenFingerprint: tokenOf(inviteId),
  };
}

export const tokenOf = (inviteId: string) => `print of the token of ${inviteId}`;

export function invitee(person: Named, addressVerified = true): Invitee {
  return { ...person, addressFingerprint: `print of ${person.username}`, addressVerified };
}

export function token(id: string, expiresAt: Date | null = null): NewCollectiveToken {
  return { id, name: 'builds', fingerprint: `print of ${id}`, scopes: ['extensions:write'], expiresAt };
}

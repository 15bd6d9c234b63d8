import type { SelfDescription } from '../domain/user.js';
import { User } from '../domain/user.js';

export const noon = new Date('2026-06-01T12:00:00Z');
export const oneHourLater = new Date('2026-06-01T13:00:00Z');
export const nextDay = new Date('2026-06-02T00:00:00Z');

/** Somebody who has just signed up. */
export function ada(changes: { username?: string; email?: string | null; displayName?: string } = {}): User {
  return User.register(
    {
      id: 'u-ada',
      username: 'ada',
      email: 'Ada@Example.org',
      displayName: 'Ada L.',
      source: 'password',
      ...changes,
    },
    noon,
  );
}

/** Somebody about whose past nothing is left to tell. */
export function settled(user: User): User {
  user.clearEvents();
  return user;
}

/** What somebody might say. */
export function saying(changes: Partial<SelfDescription['profile']> = {}): SelfDescription {
  return {
    displayName: 'Ada L.',
    profile: { bio: '', links: [], isPublic: true, ...changes },
    preferences: { language: null, timeZone: null },
  };
}

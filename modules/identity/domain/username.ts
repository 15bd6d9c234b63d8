import { InvalidUsernameError, UsernameReservedError } from './user.errors.js';

/** Lower case, so that two names that look the same are the same. */
export const usernamePattern = /^[a-z0-9][a-z0-9_-]{2,31}$/;

/** Names that people would take for the product itself, or that collide with its addresses. */
const reserved = new Set([
  'about',
  'admin',
  'administrator',
  'anonymous',
  'api',
  'auth',
  'billing',
  'blog',
  'boardwalk',
  'client',
  'clients',
  'collective',
  'collectives',
  'console',
  'docs',
  'everyone',
  'extension',
  'extensions',
  'guest',
  'health',
  'help',
  'info',
  'leaderboard',
  'leaderboards',
  'login',
  'logout',
  'mail',
  'moderator',
  'nobody',
  'null',
  'official',
  'operator',
  'postmaster',
  'problems',
  'register',
  'root',
  'security',
  'sessions',
  'settings',
  'sign-in',
  'sign-out',
  'sign-up',
  'signin',
  'signup',
  'staff',
  'stats',
  'status',
  'support',
  'system',
  'team',
  'undefined',
  'user',
  'username',
  'users',
  'webmaster',
  'www',
]);

/** @throws {InvalidUsernameError} @throws {UsernameReservedError} */
export function checkUsername(username: string): void {
  if (!usernamePattern.test(username)) throw new InvalidUsernameError(username);
  if (reserved.has(username)) throw new UsernameReservedError(username);
}

/** What a name is made of where nobody has chosen one. Short enough for a number behind it. */
const longestStem = 28;

/** The first of these texts that a username can be made of; `member` where that is none. */
export function stemOf(texts: readonly string[]): string {
  const stems = texts.map((text) =>
    text
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .replaceAll(/[^a-z0-9_-]+/g, '-')
      .replaceAll(/^[-_]+|[-_]+$/g, '')
      .slice(0, longestStem),
  );
  return stems.find((stem) => usernamePattern.test(stem)) ?? 'member';
}

/** What a collective's name in addresses and extension names looks like; 2 to 39 characters. */
export const slugPattern = /^[a-z0-9][a-z0-9_-]{1,38}$/;

/** Slugs that would be mistaken for parts of the product. */
const reserved: ReadonlySet<string> = new Set([
  'about',
  'account',
  'admin',
  'api',
  'assets',
  'auth',
  'blog',
  'boardwalk',
  'collective',
  'collectives',
  'console',
  'contact',
  'dashboard',
  'docs',
  'events',
  'explore',
  'extension',
  'extensions',
  'healthz',
  'help',
  'invite',
  'invites',
  'legal',
  'login',
  'logout',
  'me',
  'metrics',
  'mine',
  'new',
  'null',
  'official',
  'operator',
  'privacy',
  'problems',
  'readyz',
  'root',
  'search',
  'security',
  'session',
  'sessions',
  'settings',
  'sign-in',
  'sign-up',
  'stats',
  'status',
  'support',
  'system',
  'team',
  'terms',
  'undefined',
  'user',
  'users',
]);

export function isReserved(slug: string): boolean {
  return reserved.has(slug);
}

/** The slugs a personal collective may bear, best first: the username, then `name-2`, `name-3` and so on. */
export function* personalSlugs(username: string): Generator<string, never> {
  if (!isReserved(username)) yield username;
  for (let number = 2; ; number += 1) yield `${username}-${number}`;
}

/** Whether a personal collective bears a slug that it got for this username, so that it goes with the name. */
export function comesFrom(username: string, slug: string): boolean {
  return (
    slug === username ||
    (slug.startsWith(`${username}-`) && /^[1-9][0-9]*$/.test(slug.slice(username.length + 1)))
  );
}

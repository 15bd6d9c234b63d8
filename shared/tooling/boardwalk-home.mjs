import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this checkout. */
export const checkout = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where what belongs to the system rather than to a person's home is kept. */
export const systemDirectory = '/var/lib/boardwalk';

/** Lies in every directory that Boardwalk made for itself, and lets "npm run reset" remove it. */
export const homeMarker = '.boardwalk-home';

/**
 * The directory that holds everything a running Boardwalk keeps: its embedded database, captured mail, keys
 * and `instance.json`. `BOARDWALK_HOME` names it (a relative one is read from the checkout, so that every
 * program means the same directory wherever it is called); otherwise it is `.boardwalk` in the checkout.
 *
 * The exception is root with a checkout that others may not enter, such as one under a home of mode 0700:
 * the embedded database refuses to run as root, and the account it runs as could not reach its own files
 * there. Such a checkout gets a directory of its own under the system's var, the same one every time.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @param {{ root?: string, isSuperuser?: boolean }} [place] the checkout and whether root asks
 * @returns {string} an absolute path; the directory itself is not made
 */
export function boardwalkHome(
  env = process.env,
  { root = checkout, isSuperuser = process.getuid?.() === 0 } = {},
) {
  const named = env['BOARDWALK_HOME'];
  if (named !== undefined && named !== '') return resolve(root, named);
  return isSuperuser && !othersMayEnter(root) ? systemPlaceFor(root) : join(root, '.boardwalk');
}

/**
 * @param {string} home
 * @returns {string} where the embedded database is, unless its server's account cannot go there
 */
export const databaseDirectory = (home) => join(home, 'postgres');

/**
 * @param {string} home
 * @returns {string} the file in which a running platform tells its address, its process and the operator's token
 */
export const instanceFile = (home) => join(home, 'instance.json');

/**
 * Whether an account that owns nothing on the way may reach `path`: every directory down to the last one
 * that exists lets others pass.
 *
 * @param {string} path absolute
 * @returns {boolean}
 */
export function othersMayEnter(path) {
  const above = dirname(path);
  if (above !== path && !othersMayEnter(above)) return false;
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined || !found.isDirectory() || (found.mode & 0o001) !== 0;
}

/**
 * The directory under the system's var that stands in for `path`: always the same one for the same path.
 *
 * @param {string} path absolute
 * @returns {string}
 */
export function systemPlaceFor(path) {
  const name = basename(path).replace(/[^\w.-]/g, '') || 'root';
  return join(systemDirectory, `${name}-${createHash('sha256').update(path).digest('hex').slice(0, 12)}`);
}

import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { othersMayEnter, systemPlaceFor } from '@boardwalk/tooling/boardwalk-home.mjs';
import { type Account, accountFor } from './account.js';
import { hasCode } from './embedded-postgres.errors.js';

/** Where a cluster's files are, and as whom its server runs. */
export interface Place {
  readonly directory: string;
  /** PostgreSQL's own data directory. */
  readonly data: string;
  readonly account: Account | null;
}

/**
 * Where the files of `directory` really are. The account that root lends the server to cannot pass private
 * directories; below one, the files go to a place of their own under the system's var, and `moved-to` in
 * `directory` names it from then on.
 */
export async function placeFor(directory: string): Promise<Place> {
  const known = await knownPlace(directory);
  if (existsSync(known.data)) return known;
  await mkdir(known.directory, { recursive: true });
  // Others may pass through, so that the server reaches its own files, but not look around.
  await chmod(known.directory, known.account === null ? 0o700 : 0o711);
  if (known.account === null || othersMayEnter(known.directory)) return known;
  await writeFile(join(directory, 'moved-to'), `${systemPlaceFor(directory)}\n`);
  return placeFor(directory);
}

/** Held by whoever makes or starts the cluster at this moment. PostgreSQL never lets two servers into one data
 * directory, but two that repair the same stale lock file at once can take each other's. */
export const claimOn = ({ directory }: Place): string => join(directory, 'starting');

/** The same, without making anything. */
export async function knownPlace(directory: string): Promise<Place> {
  const place = (await movedTo(directory)) ?? directory;
  const data = join(place, 'data');
  return { directory: place, data, account: accountFor(data) };
}

async function movedTo(directory: string): Promise<string | null> {
  try {
    return (await readFile(join(directory, 'moved-to'), 'utf8')).trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ids } from '@boardwalk/domain';
import { homeMarker } from '@boardwalk/tooling/boardwalk-home.mjs';
import { hasCode, StartError } from './start-error.js';

/** Makes the directory of what is kept, where the start-up script has not done so. @throws {StartError} */
export async function makeHome(home: string): Promise<void> {
  try {
    const isNew = !existsSync(home);
    await mkdir(home, { recursive: true });
    if (isNew)
      await writeFile(
        join(home, homeMarker),
        'What Boardwalk keeps. "npm run reset" removes this directory.\n',
      );
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST')) throw error;
    throw unusable(home, error);
  }
}

/**
 * The secret that was made at the first start, or a new one. It opens the personal data in the embedded database, so it
 * is kept beside it, readable for its owner alone.
 * @throws {StartError}
 */
export async function keptSecret(home: string, ids: Ids): Promise<string> {
  const file = join(home, 'secret');
  try {
    await writeFile(file, `${ids.secret()}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) throw unusable(home, error);
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  const secret = (await readFile(file, 'utf8')).trim();
  if (secret.length >= 32) return secret;
  throw new StartError(
    `The secret in ${file} is damaged.`,
    `It has ${secret.length} characters and had at least 32 when it was made; without it the personal data in the database cannot be read.`,
    'Restore the file from a backup. If the data is worth nothing, begin anew: npm run reset.',
  );
}

function unusable(home: string, cause: unknown): StartError {
  const what = `Boardwalk cannot keep its data in ${home}.`;
  if (hasCode(cause, 'EEXIST', 'ENOTDIR'))
    return new StartError(
      what,
      'It is to be a directory, and it is a file, or lies below one.',
      'Choose another directory with BOARDWALK_HOME.',
      { cause },
    );
  return new StartError(
    what,
    `${cause instanceof Error ? cause.message : String(cause)}; perhaps another account made it.`,
    'Choose another directory with BOARDWALK_HOME, or start as the account that owns this one.',
    { cause },
  );
}

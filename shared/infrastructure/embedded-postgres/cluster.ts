import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { alone } from '@boardwalk/tooling/alone.mjs';
import { endPostmaster } from '@boardwalk/tooling/postmaster.mjs';
import { type Binaries, binariesFor } from './binaries.js';
import { EmbeddedPostgresError, hasCode, ownServer } from './embedded-postgres.errors.js';
import { claimOn, knownPlace, type Place, placeFor } from './place.js';
import { run } from './programs.js';

/** A made, not necessarily running, database cluster and what is needed to run it. */
export interface Cluster extends Place {
  readonly password: string;
  readonly binaries: Binaries;
}

/** The one database role; it owns the cluster. */
export const role = 'boardwalk';

const passwordFile = 'boardwalk-password';

/** Finds the cluster of `directory`, or makes it. */
export async function clusterIn(
  directory: string,
  durable: boolean,
  log: (line: string) => void,
): Promise<Cluster> {
  try {
    const place = await placeFor(directory);
    const binaries = await binariesFor(place.account);
    await alone(claimOn(place), async () => {
      if (existsSync(place.data)) return;
      log(`Making a database in ${place.directory}`);
      await initialise(place, binaries, durable);
    });
    return { ...place, binaries, password: await readFile(join(place.data, passwordFile), 'utf8') };
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS')) throw error;
    throw new EmbeddedPostgresError(
      `The embedded database in ${directory} cannot be used`,
      `${(error as Error).message}; most likely it belongs to another account`,
      `Start as that account, or choose another place with BOARDWALK_HOME. ${ownServer}`,
      { cause: error },
    );
  }
}

/** Ends the server of `directory` at once, whoever uses it, and removes its files. Nothing is kept. */
export async function removeEmbeddedPostgres(directory: string): Promise<void> {
  const place = await knownPlace(directory);
  await endPostmaster(place.data, { atOnce: true });
  await rm(place.directory, { recursive: true, force: true });
  await rm(directory, { recursive: true, force: true });
}

/** Makes the cluster beside its place and moves it there whole, so that there is never half a cluster. */
async function initialise(
  { directory, data, account }: Place,
  binaries: Binaries,
  durable: boolean,
): Promise<void> {
  const draft = join(directory, 'data.new');
  const password = `${draft}.password`;
  // Left there by a start that was killed half-way.
  await rm(draft, { recursive: true, force: true });
  await rm(password, { force: true });
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(password, randomBytes(32).toString('hex'), { mode: 0o600 });
    if (account !== null) {
      await chown(draft, account.uid, account.gid);
      await chown(password, account.uid, account.gid);
    }
    const { code, said } = await run(
      binaries.initdb,
      [
        `--pgdata=${draft}`,
        `--username=${role}`,
        `--pwfile=${password}`,
        '--auth=scram-sha-256',
        // Many rounds protect passwords that can be guessed. 256 random bits cannot, and every connection pays.
        '--set=scram_iterations=1',
        '--encoding=UTF8',
        '--locale-provider=libc',
        '--locale=C',
        '--no-instructions',
        ...(durable ? [] : ['--no-sync']),
      ],
      { account },
    ).ended;
    if (code !== 0) {
      throw new EmbeddedPostgresError(
        'The embedded database cannot be made',
        said || `initdb ended with ${code ?? 'a signal'}`,
        `Free some space or choose another place with BOARDWALK_HOME. ${ownServer}`,
      );
    }
    await rename(password, join(draft, passwordFile));
    await rename(draft, data);
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(password, { force: true });
  }
}

import { open, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { alone } from '@boardwalk/tooling/alone.mjs';
import { livePostmaster, readPostmaster } from '@boardwalk/tooling/postmaster.mjs';
import type { Cluster } from './cluster.js';
import { EmbeddedPostgresError, hasCode, ownServer } from './embedded-postgres.errors.js';
import { claimOn } from './place.js';
import { run } from './programs.js';
import { settingsFor } from './settings.js';

export interface Server {
  readonly pid: number;
  readonly port: number;
}

export interface ServerOptions {
  readonly durable: boolean;
  /** The port it has to have; any free one when absent. */
  readonly port?: number;
  readonly log: (line: string) => void;
  /** Milliseconds of performance.now() after which waiting is given up. */
  readonly deadline: number;
}

const largestLog = 1_000_000;

/**
 * The server of a cluster, running: the one that is there (also when it outlived whoever started it, or
 * another process starts it at this moment), otherwise a new one, which repairs from its log what a killed one
 * left.
 */
export async function runningServer(cluster: Cluster, options: ServerOptions): Promise<Server> {
  for (;;) {
    const live = livePostmaster(cluster.data);
    if (live?.status === 'ready') return live;
    const started = live === null ? await alone(claimOn(cluster), () => launch(cluster, options)) : null;
    if (started !== null) return started;
    if (performance.now() > options.deadline) throw tooLate(cluster);
    await delay(50);
  }
}

/** Null when it has to be tried again: the port was taken meanwhile, or another server came or is going. */
async function launch(
  cluster: Cluster,
  { durable, port, deadline, log }: ServerOptions,
): Promise<Server | null> {
  if (livePostmaster(cluster.data) !== null) return null;
  const chosen = port ?? (await freePort());
  const stale = readPostmaster(cluster.data);
  if (stale !== null) log('The database was not stopped in order; it repairs itself from its log');
  const serverLog = await openLog(cluster);
  try {
    const settings = Object.entries(settingsFor({ port: chosen, durable }));
    const { child, ended } = run(
      cluster.binaries.postgres,
      ['-D', cluster.data, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      {
        account: cluster.account,
        output: serverLog.handle.fd,
        detached: true,
        // A killed server's number may belong to another process by now, which PostgreSQL would take for a
        // rival. Told that it is a forebear's number it does not, and still checks for live backends.
        env: stale === null ? {} : { PG_GRANDPARENT_PID: String(stale.pid) },
      },
    );
    child.unref();
    let ending = false;
    const end = ended.finally(() => {
      ending = true;
    });
    end.catch(() => undefined); // awaited below, when it happens while the server comes up
    while (!ending) {
      const live = livePostmaster(cluster.data);
      if (live?.pid === child.pid && live?.status === 'ready') return live;
      if (performance.now() > deadline) throw tooLate(cluster);
      await Promise.race([delay(10), end]);
    }
    await end;
    await explain(await logSince(cluster, serverLog.offset), cluster);
    return null;
  } finally {
    await serverLog.handle.close();
  }
}

/** Throws unless the reason is one that passes. */
async function explain(said: string, { directory, data }: Cluster): Promise<void> {
  const passing =
    /could not bind|could not create any TCP\/IP sockets|lock file ".*" already exists|old lock file|bogus data in lock file|pre-existing shared memory block/;
  if (passing.test(said)) return;
  const version = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  throw new EmbeddedPostgresError(
    `The embedded database in ${directory} does not start`,
    said.trim() || 'its server ended without a word',
    said.includes('incompatible with server')
      ? `It was made by PostgreSQL ${version}. Start it with that version, or remove its data: npm run reset. ${ownServer}`
      : `The whole story is in ${join(directory, 'server.log')}. ${ownServer}`,
  );
}

export function tooLate({ directory }: Cluster): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The embedded database in ${directory} is not ready`,
    'its server neither came up nor ended in the time allowed',
    `See ${join(directory, 'server.log')}; a repair after a hard end may only need another start. ${ownServer}`,
  );
}

/** PostgreSQL cannot choose a port itself. Between this and its start another program may take the port. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1');
  return address.port;
}

const logOf = ({ directory }: Cluster): string => join(directory, 'server.log');

async function openLog(cluster: Cluster) {
  const size = await stat(logOf(cluster)).then(
    ({ size }) => size,
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return 0;
      throw error;
    },
  );
  const offset = size > largestLog ? 0 : size;
  return { handle: await open(logOf(cluster), offset === 0 ? 'w' : 'a', 0o600), offset };
}

async function logSince(cluster: Cluster, offset: number): Promise<string> {
  return (await readFile(logOf(cluster))).subarray(offset).toString();
}

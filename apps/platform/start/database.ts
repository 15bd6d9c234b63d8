import { startEmbeddedPostgres } from '@boardwalk/embedded-postgres';
import { databaseDirectory } from '@boardwalk/tooling/boardwalk-home.mjs';
import pg from 'pg';
import type { Configuration } from '../configuration/configuration.js';
import { StartError } from './start-error.js';

export interface OpenDatabase {
  /** May hold a password: not for logs. */
  readonly url: string;
  stop(): Promise<void>;
}

/** The database that is named, seen to answer, or a server of our own. @throws {StartError | EmbeddedPostgresError} */
export async function openDatabase(
  { databaseUrl, home }: Configuration,
  log: (line: string) => void,
): Promise<OpenDatabase> {
  if (databaseUrl === undefined)
    return startEmbeddedPostgres({ directory: databaseDirectory(home), durable: true, log });
  await assertAnswers(databaseUrl);
  return { url: databaseUrl, stop: async () => undefined };
}

/** Oldest version that has all the log needs, xid8 snapshots among it. The tests run on the embedded one. */
const oldestVersion = 140_000;

async function assertAnswers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number; shown: string }>(
      `SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS shown`,
    );
    const [server] = rows;
    if (server === undefined || server.version >= oldestVersion) return;
    throw new StartError(
      'The database that DATABASE_URL names is too old.',
      `It is PostgreSQL ${server.shown}, and the log of facts needs 14 or newer.`,
      'Name a newer server, or leave DATABASE_URL out: then one is embedded.',
    );
  } catch (error) {
    if (error instanceof StartError) throw error;
    const { hostname, port, pathname } = new URL(url);
    throw new StartError(
      `The database that DATABASE_URL names (${pathname.slice(1) || 'its default'} on ${hostname}:${port || '5432'}) cannot be used.`,
      reasonOf(error),
      'See that the server runs and takes this user, or leave DATABASE_URL out: then one is embedded.',
      { cause: error },
    );
  } finally {
    await client.end();
  }
}

/** Node reports an address of several, all refused, as an error without a message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

import { randomBytes } from 'node:crypto';
import { startEmbeddedPostgres } from '@boardwalk/embedded-postgres';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where this run's cluster is, once a spec has asked for a database; global-setup.ts says where. */
    databaseDirectory: string;
  }
}

/** A database of one spec's own, on the run's cluster: a real server, without its care for power cuts. */
export interface TestDatabase {
  readonly url: string;
  /** Removes it; sessions that are still open are ended. */
  drop(): Promise<void>;
}

/** An empty database. The name only helps whoever looks at the server. */
export async function testDatabase(name = 'test'): Promise<TestDatabase> {
  return databaseLike('template0', name);
}

/**
 * Makes the database that `cloneDatabase(key)` copies, once per run: the first spec that asks makes it, the
 * others wait for it. `migrate` gets the address of an empty database and closes what it opens.
 */
export async function templateDatabase(key: string, migrate: (url: string) => Promise<void>): Promise<void> {
  const template = templateOf(key);
  await administer(async (session, addressOf) => {
    await session.query('select pg_advisory_lock(hashtext($1))', [template]);
    const { rowCount } = await session.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 1) return;
    // It gets its name when it is finished; a draft may be left of a spec that failed here.
    const draft = escapeIdentifier(`${template} draft`);
    await session.query(`drop database if exists ${draft} with (force)`);
    await session.query(`create database ${draft} template template0`);
    await migrate(addressOf(`${template} draft`));
    // Nobody can be in a database while it is copied or renamed.
    await session.query(`alter database ${draft} allow_connections false`);
    await awaitDeparture(session, `${template} draft`);
    await session.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1', [
      `${template} draft`,
    ]);
    await session.query(`alter database ${draft} rename to ${escapeIdentifier(template)}`);
  });
}

/** A copy of the database that `templateDatabase` made under this key. */
export async function cloneDatabase(key: string): Promise<TestDatabase> {
  return databaseLike(templateOf(key), key);
}

const templateOf = (key: string): string => `template ${key}`;

async function databaseLike(template: string, name: string): Promise<TestDatabase> {
  const database = `${name} ${randomBytes(6).toString('hex')}`;
  return administer(async (session, addressOf) => {
    await session.query(
      `create database ${escapeIdentifier(database)} template ${escapeIdentifier(template)} strategy file_copy`,
    );
    return {
      url: addressOf(database),
      drop: () =>
        administer(async (later) => {
          await awaitDeparture(later, database);
          await later.query(`drop database if exists ${escapeIdentifier(database)} with (force)`);
        }),
    };
  });
}

/**
 * Gives sessions that are being closed up to two seconds to go. A pool calls itself ended before its connections are, and
 * a connection that is cut off meanwhile reports an error to nobody, which ends the test run.
 */
async function awaitDeparture(session: Client, database: string): Promise<void> {
  await session.query(`do $$ begin
    for attempt in 1..200 loop
      perform pg_stat_clear_snapshot();
      exit when not exists (select from pg_stat_activity where datname = ${escapeLiteral(database)});
      perform pg_sleep(0.01);
    end loop;
  end $$`);
}

let cluster: ReturnType<typeof startEmbeddedPostgres> | undefined;

async function administer<T>(
  work: (session: Client, addressOf: (database: string) => string) => Promise<T>,
): Promise<T> {
  cluster ??= startEmbeddedPostgres({
    directory: inject('databaseDirectory'),
    durable: false,
    log: () => undefined,
  });
  const { url } = await cluster;
  const session = new Client({ connectionString: url });
  await session.connect();
  try {
    return await work(session, (database) => {
      const address = new URL(url);
      address.pathname = encodeURIComponent(database);
      return address.href;
    });
  } finally {
    await session.end();
  }
}

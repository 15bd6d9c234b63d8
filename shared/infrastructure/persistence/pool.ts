import pg from 'pg';
import type { PoolClient } from 'pg';
import { BoundedPool } from './bounded-pool.js';

/** A connection this long silent is probed, so that nobody waits for ever for the answer of a server that is gone. */
export const keepAliveInitialDelayMillis = 10_000;

/** Longest wait for a connection, a free one or a new one. Whoever holds one and waits for another fails instead of waiting for ever. */
const connectionTimeoutMillis = 30_000;

/**
 * How long a transaction may be silent, in milliseconds, before the server ends it. Whoever is frozen or cut off inside of one
 * would hold its rows for as long as it sleeps; a unit of work waits for nothing but its next statement. As long as the
 * lease on a subscription, so that both are free at the same time.
 */
export const longestSilenceMs = 3_000;

/**
 * How long a statement waits for a row that somebody else has locked, in milliseconds, before it fails. Longer than anybody
 * may be silent, so that whoever waits behind a frozen holder gets the row.
 */
const longestLockWaitMs = 5_000;

/** The server notices within half a minute that the machine of a client is gone; by itself it would take two hours. */
const serverKeepAlive = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4';

/** Why the server ended a connection that somebody held. */
const endedBy = new WeakMap<PoolClient, Error>();

/** idle_in_transaction_session_timeout */
const tooSilent = '25P03';

/** Whether the server has ended this connection because the transaction on it was silent for too long. */
export function wasTooSilent(client: PoolClient): boolean {
  return saysTooSilent(endedBy.get(client));
}

/** The answer to a statement that was already on its way when the server ended its transaction for that reason. */
export function saysTooSilent(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === tooSilent;
}

export interface PoolSettings {
  readonly url: string;
  /** Most connections this process may hold. */
  readonly size: number;
  /** How many of them requests may hold at the same time, so that workers keep theirs. Default: all. */
  readonly forRequests?: number;
  /** Longest wait, in milliseconds, for a connection and for the answer to a query. Default: 30 s for a connection, no end for an answer. */
  readonly patienceMs?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Statements that every new connection runs before any other. */
  readonly session?: string;
}

/** Statements longer in coming than this many different texts are not prepared: their texts are made up as they go. */
const preparedStatements = 500;
const statementNames = new Map<string, string>();

/** The server refuses a statement whose columns are others than when it was prepared, as `*` are after a migration. */
const answersEveryColumn = /^\s*select (?:[\w".]+\.)?\*|\breturning (?:[\w".]+\.)?\*/i;

/**
 * A query that the server plans once per connection. Queries are sent as soon as they are made and answered in order
 * (pipelining), so a statement and the COMMIT behind it cost one round trip.
 */
export function prepared(text: string, values: readonly unknown[]): pg.QueryConfig {
  let name = statementNames.get(text);
  if (name === undefined && statementNames.size < preparedStatements && !answersEveryColumn.test(text)) {
    name = `s${statementNames.size}`;
    statementNames.set(text, name);
  }
  return name === undefined ? { text, values: [...values] } : { name, text, values: [...values] };
}

/**
 * Positions and counters of the log stay below 2^53, so bigints are read as numbers. A timestamp is always a Date: `infinity`
 * is an invalid one, where pg would give a number.
 */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    if (oid === pg.types.builtins.INT8) return (text: string) => Number(text);
    if (oid === pg.types.builtins.TIMESTAMPTZ) {
      const parse = pg.types.getTypeParser(oid) as (text: string) => Date | number;
      return (text: string) => {
        const time = parse(text);
        return time instanceof Date ? time : new Date(Number.NaN);
      };
    }
    return pg.types.getTypeParser(oid, format as 'text');
  },
} as pg.CustomTypesConfig;

export function createPool(settings: PoolSettings, onIdleError: (error: Error) => void): BoundedPool {
  const config: pg.PoolConfig = {
    connectionString: settings.url,
    max: settings.size,
    application_name: settings.applicationName,
    pipeline: true,
    connectionTimeoutMillis: settings.patienceMs ?? connectionTimeoutMillis,
    ...(settings.patienceMs !== undefined && { query_timeout: settings.patienceMs }),
    keepAlive: true,
    keepAliveInitialDelayMillis,
    idle_in_transaction_session_timeout: longestSilenceMs,
    lock_timeout: longestLockWaitMs,
    options: serverKeepAlive,
    types,
    onConnect: (client): unknown => settings.session && client.query(settings.session),
  };
  const pool = new BoundedPool(config, settings.forRequests ?? settings.size);
  // A connection that breaks while nobody uses it is replaced by the pool; it must not end the process.
  // While the pool ends, its last connections may see the server go: that is no news.
  pool.on('error', (error) => {
    if (!pool.ending) onIdleError(error);
  });
  // Nor may one that breaks while somebody holds it and has no query under way: the holder's next query fails.
  pool.on('connect', (client) =>
    client.on('error', (error) => {
      // The first one says why; that the socket is closed follows.
      if (!endedBy.has(client)) endedBy.set(client, error);
    }),
  );
  return pool;
}

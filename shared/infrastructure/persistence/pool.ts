import pg from 'pg';
import { Pool } from 'pg';

/** A connection this long silent is probed, so that nobody waits for ever for the answer of a server that is gone. */
export const keepAliveInitialDelayMillis = 10_000;

/** Longest wait for a connection, a free one or a new one. Whoever holds one and waits for another fails instead of waiting for ever. */
const connectionTimeoutMillis = 30_000;

export interface PoolSettings {
  readonly url: string;
  /** Most connections this process may hold. */
  readonly size: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
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

export function createPool(settings: PoolSettings, onIdleError: (error: Error) => void): Pool {
  const pool = new Pool({
    connectionString: settings.url,
    max: settings.size,
    application_name: settings.applicationName,
    pipeline: true,
    connectionTimeoutMillis,
    keepAlive: true,
    keepAliveInitialDelayMillis,
    types,
  });
  // A connection that breaks while nobody uses it is replaced by the pool; it must not end the process.
  // While the pool ends, its last connections may see the server go: that is no news.
  pool.on('error', (error) => {
    if (!pool.ending) onIdleError(error);
  });
  // Nor may one that breaks while somebody holds it and has no query under way: the holder's next query fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

import type { Pools } from '@boardwalk/persistence';
import type { Pool } from 'pg';

/**
 * What a tick needs of its session, whatever the role, the database or the address say. After a flood it may take longer than
 * any timeout, and each abort would make the next one longer; it refuses isolation levels above READ COMMITTED.
 *
 * It is not flushed by itself. Whatever a reader does with it is written to the same log of the server behind it, so a cursor
 * that survives a crash finds its tick again. Where there are readers in other databases each tick is flushed after all.
 */
const session = `SELECT set_config(name, '0', false) FROM pg_settings
WHERE name IN ('statement_timeout', 'lock_timeout', 'transaction_timeout');
SET synchronous_commit = off;
SET default_transaction_isolation = 'read committed'`;

/** The one connection over which a process ticks the log. */
export function tickSession(pools: Pools): Pool {
  return pools.another({ size: 1, applicationName: 'boardwalk-relay', session });
}

import { prepared } from '@boardwalk/persistence';
import type { Pool } from 'pg';
import type { OtherDatabase } from '../elsewhere/other-database.js';
import { pruneDeliveries } from './pruning.js';
import type { ReaderPlace } from './readers.js';

/**
 * Tells the log of another database how far every subscription of this one has come in it, whoever runs it, and forgets with
 * that log what it has dropped.
 */
export async function reportPlaces(
  pool: Pool,
  readers: OtherDatabase['readers'],
  log: string,
  database: string,
): Promise<void> {
  const { rows } = await pool.query<{ subscription: string; bucket: number; tick: number; pos: number }>(
    prepared(select, [log]),
  );
  const places = rows.map(
    ({ subscription, bucket, tick, pos }): ReaderPlace => ({ subscription, bucket, cursor: { tick, pos } }),
  );
  const oldest = await readers.report(database, places);
  await pruneDeliveries(pool, log, oldest);
}

const select = `SELECT name AS subscription, bucket, tick, pos FROM messaging.subscriptions WHERE log = $1`;

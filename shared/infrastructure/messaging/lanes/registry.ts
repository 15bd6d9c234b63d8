import { prepared } from '@boardwalk/persistence';
import type { Pool } from 'pg';
import type { ReadableLog } from '../elsewhere/other-database.js';
import type { LogSource } from './lane.js';
import { genesis, type Position } from '../log/position.js';
import { BucketsChangedError } from '../messaging.errors.js';
import type { Subscription } from '../subscriptions/subscription.js';

/**
 * Makes the lanes of subscriptions that are new to a log, each where its consumers ask it to start.
 * @throws {BucketsChangedError} when one of them was made with another number of buckets
 */
export async function register(
  pool: Pool,
  log: string,
  subscriptions: readonly Subscription[],
  { reader, elsewhere }: LogSource,
): Promise<void> {
  if (subscriptions.length === 0) return;
  const names = subscriptions.map(({ name }) => name);
  const starts = await Promise.all(
    subscriptions.map((each) => startOf(each, reader, elsewhere === undefined)),
  );
  await pool.query(
    prepared(insert, [
      names,
      subscriptions.map(({ buckets }) => buckets),
      starts.map(({ tick }) => tick),
      starts.map(({ pos }) => pos),
      log,
    ]),
  );
  const { rows } = await pool.query<{ name: string; buckets: number }>(prepared(known, [names, log]));
  for (const { name, buckets } of subscriptions) {
    const made = rows.find((row) => row.name === name)?.buckets;
    if (made !== undefined && made !== buckets) throw new BucketsChangedError(name, made, buckets);
  }
}

/** Those that have no lanes on a log: an operator gave them up while their process was away. */
export async function givenUp(
  pool: Pool,
  log: string,
  subscriptions: readonly Subscription[],
): Promise<string[]> {
  const names = subscriptions.map(({ name }) => name);
  const { rows } = await pool.query<{ name: string }>(prepared(known, [names, log]));
  const made = new Set(rows.map(({ name }) => name));
  return names.filter((name) => !made.has(name));
}

async function startOf({ start }: Subscription, reader: ReadableLog, isOwn: boolean): Promise<Position> {
  if (start === 'now') return reader.head();
  // In another log a position would be some other place, and could leave out what nobody meant to.
  return start === 'genesis' || !isOwn ? genesis : start;
}

const insert = `INSERT INTO messaging.subscriptions (name, log, bucket, buckets, tick, pos, leased_until)
SELECT wanted.name, $5::uuid, bucket, wanted.buckets, wanted.tick, wanted.pos, clock_timestamp()
FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[]) AS wanted (name, buckets, tick, pos)
CROSS JOIN LATERAL generate_series(0, wanted.buckets - 1) AS bucket
WHERE NOT EXISTS (SELECT FROM messaging.subscriptions known WHERE known.name = wanted.name AND known.log = $5::uuid)
ON CONFLICT DO NOTHING`;

const known = `SELECT name, buckets FROM messaging.subscriptions WHERE name = ANY($1::text[]) AND log = $2 AND bucket = 0`;

export const registryStatements = { insert, known };

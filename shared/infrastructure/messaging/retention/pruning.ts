import type { Pool, PoolClient } from 'pg';
import type { Position } from '../log/position.js';

/** Rows that one transaction deletes. */
const chunk = 10_000;
/** Transactions of one kind in one run; what is left waits for the next. */
const mostChunks = 100;

/** Windows in which nothing lies any more. */
export async function pruneTicks(client: PoolClient): Promise<void> {
  await inChunks(async () => (await client.query(deleteTicks, [chunk])).rowCount);
}

/** The memory of deliveries that succeeded in the end, of facts that their log has dropped. */
export async function pruneDeliveries(
  client: PoolClient | Pool,
  log: string,
  oldest: Position,
): Promise<void> {
  await inChunks(
    async () => (await client.query(deleteDone, [log, oldest.tick, oldest.pos, chunk])).rowCount,
  );
}

async function inChunks(deleteOne: () => Promise<number | null>): Promise<void> {
  for (let chunks = 0; chunks < mostChunks; chunks += 1) if ((await deleteOne()) !== chunk) return;
}

const deleteTicks = `DELETE FROM messaging.ticks WHERE tick IN (
  SELECT tick FROM messaging.ticks
  WHERE tick < (SELECT begun_after FROM messaging.partitions ORDER BY number LIMIT 1) ORDER BY tick LIMIT $1)`;

const deleteDone = `DELETE FROM messaging.deliveries d USING (
  SELECT subscription, log, event_id FROM messaging.deliveries
  WHERE log = $1 AND state = 'done' AND (tick, pos) <= ($2::bigint, $3::bigint)
  ORDER BY tick, pos LIMIT $4 FOR UPDATE SKIP LOCKED) old
WHERE d.subscription = old.subscription AND d.log = old.log AND d.event_id = old.event_id`;

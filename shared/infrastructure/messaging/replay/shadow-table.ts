import { prepared } from '@boardwalk/persistence';
import type { Pool } from 'pg';
import type { Position } from '../log/position.js';

/** The shadows that are to be filled from a log, each with the place where it ends. */
export async function runningShadows(
  pool: Pool,
  log: string,
  subscriptions: readonly string[],
): Promise<ReadonlyMap<string, Position>> {
  const { rows } = await pool.query<Position & { subscription: string }>(
    prepared(running, [subscriptions, log]),
  );
  return new Map(rows.map(({ subscription, tick, pos }) => [subscription, { tick, pos }]));
}

/**
 * One lane of a shadow has come to its end. The replay is done with the last of them, when nothing is to be retried, and takes
 * its lanes away.
 */
export async function finishShadow(
  pool: Pool,
  subscription: string,
  log: string,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await pool.query(prepared(finish, [subscription, log, now]));
  return (rowCount ?? 0) > 0;
}

const running = `SELECT subscription, until_tick AS tick, until_pos AS pos FROM messaging.replays
WHERE subscription = ANY($1::text[]) AND log = $2 AND mode = 'shadow' AND state = 'running'`;

/** Once it is done, its cursors would only hold back what the log may forget. */
const finish = `WITH finished AS (
  UPDATE messaging.replays r SET state = 'done', ended_at = $3
  WHERE r.subscription = $1 AND r.log = $2 AND r.mode = 'shadow' AND r.state = 'running'
    AND NOT EXISTS (SELECT FROM messaging.subscriptions s WHERE s.name = r.subscription || '~shadow' AND s.log = r.log
      AND (s.tick, s.pos) < (r.until_tick, r.until_pos))
    AND NOT EXISTS (SELECT FROM messaging.deliveries d WHERE d.subscription = r.subscription || '~shadow' AND d.log = r.log
      AND d.state IN ('retry', 'waiting') AND NOT EXISTS (SELECT FROM messaging.deliveries head
        WHERE head.subscription = d.subscription AND head.log = d.log AND head.key = d.key AND head.state = 'parked'))
  RETURNING r.subscription, r.log
)
DELETE FROM messaging.subscriptions s USING finished WHERE s.name = finished.subscription || '~shadow' AND s.log = finished.log`;

export const shadowStatements = { running, finish };

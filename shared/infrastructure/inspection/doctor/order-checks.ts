import type pg from 'pg';
import type { Subscriptions } from '../consumers/subscriptions.js';
import { counted, type Finding, ill, well } from './finding.js';

/** Failed deliveries of each kind that are looked at. */
const mostDeliveries = 10_000;

/** Facts, the newest, among which those of blocked keys are looked for. */
const mostFacts = 20_000;

const mend =
  'Either the tables were changed by hand, or a delivery ran that the program would have let wait. See the fact and its key with "boardwalk events show", replay the subscription into a shadow ("boardwalk events replay"), and mend where its tables differ.';

interface Found {
  readonly count: number;
  readonly id: string;
  readonly subscription: string;
}

/**
 * Whatever is stored behind a delivery that failed, or waits, waits as well. Only what an operator set going again may come
 * between: it had let its key go on.
 */
export async function keysKeepTheirOrder(pool: pg.Pool): Promise<Finding> {
  const name = 'keys keep their order';
  const { rows } = await pool.query<Found>(selectOutOfTurn);
  const [first] = rows;
  if (first === undefined) return well(name, 'Whatever lies behind a failure of its key waits.');
  return ill(
    name,
    `Broken: ${counted(first.count, 'delivery', 'deliveries')} ran before an earlier one of the key; one is ${first.id} of ${first.subscription}.`,
    mend,
  );
}

/**
 * A fact that the cursor has passed behind a failure of its key is among the deliveries. Only facts of the type that failed:
 * the subscription took that type before and does so now, so it took it in between.
 */
export async function nothingOvertakes(pool: pg.Pool, subscriptions: Subscriptions): Promise<Finding> {
  const name = 'nothing overtakes a failure';
  const taken = await subscriptions.taken();
  const { rows } = await pool.query<Found>(selectOvertaken, [
    taken.map(({ subscription }) => subscription),
    taken.map(({ type }) => type),
  ]);
  const [first] = rows;
  if (first === undefined) return well(name, 'Among the newest facts none went past a failure of its key.');
  return ill(
    name,
    `Broken: ${counted(first.count, 'fact')} went past a failure of the same key; one is ${first.id} in ${first.subscription}.`,
    mend,
  );
}

/** One that was never redriven or replayed has stood in the way since its cursor passed it. */
const inTheWay = `state IN ('retry', 'waiting', 'parked') AND redrives = 0`;

/** In one statement, and so at one moment: keys are blocked and let go all the time. */
const selectOutOfTurn = `SELECT count(*) OVER () AS count, d.event_id AS id, d.subscription FROM (
  (SELECT * FROM messaging.deliveries WHERE state IN ('retry', 'parked') LIMIT ${mostDeliveries})
  UNION ALL
  (SELECT * FROM messaging.deliveries WHERE state = 'skipped' ORDER BY last_failed_at DESC LIMIT ${mostDeliveries})
  UNION ALL
  (SELECT * FROM messaging.deliveries WHERE state = 'done' ORDER BY log DESC, tick DESC, pos DESC LIMIT ${mostDeliveries})
) d WHERE EXISTS (SELECT FROM messaging.deliveries ahead WHERE ahead.subscription = d.subscription AND ahead.log = d.log
  AND ahead.key = d.key AND (ahead.tick, ahead.pos) < (d.tick, d.pos) AND ${inTheWay})
ORDER BY d.tick DESC, d.pos DESC LIMIT 1`;

/**
 * Where a fact lies is told by the snapshots of two windows, without a look at those between: it is behind the failure if the
 * window before that one's does not show it, and the cursor has passed it if the cursor's window does. Those that have a
 * lower number than what they follow are left out.
 */
const selectOvertaken = `WITH blocked AS MATERIALIZED (
  SELECT d.subscription, d.log, d.key, d.type, d.pos, before.snapshot AS before, s.pos AS cursor, reached.snapshot AS reached
  FROM (SELECT * FROM messaging.deliveries WHERE state IN ('retry', 'parked') AND redrives = 0 LIMIT ${mostDeliveries}) d
  JOIN messaging.log l ON l.id = d.log
  JOIN unnest($1::text[], $2::text[]) AS taken (subscription, type) ON taken.subscription = d.subscription AND taken.type = d.type
  JOIN messaging.subscriptions s ON s.name = d.subscription AND s.log = d.log AND s.bucket = d.bucket
  JOIN messaging.ticks before ON before.tick = d.tick - 1
  JOIN messaging.ticks reached ON reached.tick = s.tick
), newest AS MATERIALIZED (
  SELECT pos, xid, id, key, type FROM messaging.facts ORDER BY pos DESC LIMIT ${mostFacts}
)
SELECT count(*) OVER () AS count, f.id, b.subscription
FROM blocked b JOIN newest f ON f.key = b.key AND f.type = b.type AND f.pos > b.pos AND f.pos <= b.cursor
WHERE NOT pg_visible_in_snapshot(f.xid, b.before) AND pg_visible_in_snapshot(f.xid, b.reached)
  AND NOT EXISTS (SELECT FROM messaging.deliveries d WHERE d.subscription = b.subscription AND d.log = b.log AND d.event_id = f.id)
ORDER BY f.pos DESC LIMIT 1`;

import type { PoolClient } from 'pg';
import type { Position } from '../log/position.js';

/** Positions in one partition: more than are written in a year without maintenance. Positions have 15 digits at most. */
const width = 100_000_000_000;

/** A sequence that stands closer than this to the next partition gets there by itself. */
const margin = 1_000_000_000;

/**
 * The partitions of the log and their changes of state. Each method is one step that can be repeated after whatever became of
 * it. None keeps writers, tickers or readers waiting.
 */
export class Partitions {
  constructor(private readonly client: PoolClient) {}

  /** Sees to it that a partition lies ahead of the one that is written to. */
  async attachSpare(): Promise<void> {
    const { rows } = await this.client.query<{ number: number; low: number }>(selectMissing);
    const [next] = rows;
    if (next === undefined) return;
    const table = tableOf(next.number);
    try {
      await this.client.query('BEGIN');
      await this.client.query(`CREATE TABLE ${table} (LIKE messaging.facts INCLUDING ALL, UNIQUE (id))`);
      await this.client.query(
        `ALTER TABLE messaging.facts ATTACH PARTITION ${table} FOR VALUES FROM (${next.low}) TO (${next.low + width})`,
      );
      await this.client.query(insertAttached, [next.number, next.low, next.low + width]);
      await this.client.query('COMMIT');
    } catch (error) {
      await this.client.query('ROLLBACK').catch(() => undefined); // the reason is the error, not the connection it left
      throw error;
    }
  }

  /**
   * Sends writers on to the spare partition when the first fact of the open one is older than this. Those that are under way
   * go on writing to the old one: their positions are taken.
   */
  async rotate(openedBefore: Date, now: Date): Promise<boolean> {
    const { rows } = await this.client.query<{ spare: number; reached: boolean }>(selectDue, [openedBefore]);
    const [due] = rows;
    if (due === undefined) return false;
    if (!due.reached) {
      await this.client.query(rememberTick, [due.spare]);
      await this.client.query(moveSequence, [due.spare, margin]);
    }
    await this.client.query(moveOn, [due.spare, now]);
    return true;
  }

  /** Notes who may not know yet that a partition was attached or closed, and goes on with those that everybody knows of. */
  async settle(): Promise<void> {
    await this.client.query(awaitHolders);
    await this.client.query(makeSpare);
    const { rows } = await this.client.query<{ number: number; low: number; high: number }>(selectClosed);
    for (const { number, low, high } of rows) await this.client.query(seal, [number, low, high]);
  }

  /** Decides about the oldest partition. Whoever checks a position behind a share of the same lock sees the decision. */
  async condemn(closedBefore: Date): Promise<boolean> {
    try {
      await this.client.query('BEGIN');
      await this.client.query('SELECT FROM messaging.log FOR UPDATE');
      const { rows } = await this.client.query<Position>(condemnOldest, [closedBefore]);
      const [end] = rows;
      if (end !== undefined) await this.client.query(rememberPruned, [end.tick, end.pos]);
      await this.client.query('COMMIT');
      return end !== undefined;
    } catch (error) {
      await this.client.query('ROLLBACK').catch(() => undefined); // as above
      throw error;
    }
  }

  /** Drops what was condemned. Waits for those who may be reading it, as long as lock_timeout says. */
  async dropCondemned(): Promise<void> {
    const { rows } = await this.client.query<{ number: number; bond: 'none' | 'attached' | 'pending' }>(
      selectCondemned,
    );
    for (const { number, bond } of rows) {
      const table = tableOf(number);
      // What was interrupted is pending; it takes no more readers.
      const how = { none: undefined, attached: 'CONCURRENTLY', pending: 'FINALIZE' }[bond];
      if (how !== undefined)
        await this.client.query(`ALTER TABLE messaging.facts DETACH PARTITION ${table} ${how}`);
      await this.client.query(`DROP TABLE IF EXISTS ${table}`);
      await this.client.query('DELETE FROM messaging.partitions WHERE number = $1', [number]);
    }
  }
}

function tableOf(number: number): string {
  return `messaging.facts_${number}`;
}

const selectMissing = `SELECT newest.number + 1 AS number, newest.high AS low
FROM (SELECT * FROM messaging.partitions ORDER BY number DESC LIMIT 1) newest WHERE newest.state NOT IN ('attached', 'spare')`;

const insertAttached = `INSERT INTO messaging.partitions (number, low, high, state, begun_after)
SELECT $1, $2, $3, 'attached', max(tick) FROM messaging.ticks`;

const selectDue = `SELECT * FROM (
  SELECT spare.number AS spare, (SELECT last_value FROM messaging.facts_pos) >= spare.low AS reached,
    (SELECT recorded_at FROM messaging.facts WHERE pos >= o.low AND pos < o.high ORDER BY pos LIMIT 1) < $1 AS old
  FROM messaging.partitions o JOIN messaging.partitions spare ON spare.number = o.number + 1
  WHERE o.state = 'open' AND spare.state = 'spare'
) due WHERE reached OR old`;

/** The snapshot that finds the tick is older than the look at the sequence, so no row of the partition can be in its window. */
const rememberTick = `UPDATE messaging.partitions SET begun_after = (SELECT max(tick) FROM messaging.ticks)
WHERE number = $1 AND (SELECT last_value FROM messaging.facts_pos) < low`;

/** Forwards only: writers cannot cover the margin between the look and the move. */
const moveSequence = `SELECT setval('messaging.facts_pos', low, false) FROM messaging.partitions
WHERE number = $1 AND (SELECT last_value FROM messaging.facts_pos) < low - $2`;

const moveOn = `UPDATE messaging.partitions p SET
  state = CASE number WHEN $1 THEN 'open' ELSE 'closed' END,
  awaited = NULL,
  closed_at = CASE number WHEN $1 THEN NULL ELSE greatest($2::timestamptz,
    (SELECT recorded_at FROM messaging.facts WHERE pos < p.high ORDER BY pos DESC LIMIT 1)) END
WHERE number IN ($1 - 1, $1) AND (SELECT last_value FROM messaging.facts_pos)
  >= (SELECT low FROM messaging.partitions WHERE number = $1)`;

/**
 * A statement locks the log before it learns of the partitions and before it takes a position, and holds the lock until its
 * transaction ends. So whoever does not hold it now knows the partition, or takes a position behind it.
 */
const holders = `SELECT coalesce(array_agg(virtualtransaction), '{}') FROM pg_locks
WHERE locktype = 'relation' AND relation = 'messaging.facts'::regclass
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

const awaitHolders = `UPDATE messaging.partitions SET awaited = (${holders})
WHERE state IN ('attached', 'closed') AND awaited IS NULL`;

const makeSpare = `UPDATE messaging.partitions SET state = 'spare', awaited = NULL
WHERE state = 'attached' AND NOT awaited && (${holders})`;

const selectClosed = `SELECT number, low, high FROM messaging.partitions
WHERE state = 'closed' AND NOT awaited && (${holders}) ORDER BY number`;

/** Its writers have ended; what they wrote is complete when the newest tick shows all of it. */
const seal = `UPDATE messaging.partitions SET state = 'sealed', awaited = NULL, end_tick = newest.tick, end_pos = newest.last_pos
FROM (SELECT * FROM messaging.ticks ORDER BY tick DESC LIMIT 1) newest
WHERE number = $1 AND state = 'closed'
  AND NOT EXISTS (SELECT FROM messaging.facts f
    WHERE f.pos >= $2 AND f.pos < $3 AND f.xid >= pg_snapshot_xmax(newest.snapshot))
  AND NOT EXISTS (SELECT FROM pg_snapshot_xip(newest.snapshot) running (xid) JOIN messaging.facts f ON f.xid = running.xid
    WHERE f.pos >= $2 AND f.pos < $3)`;

/** What a partition must be to be dropped: over, old, and behind everybody. */
export const droppable = `p.state = 'sealed' AND p.closed_at < $1
  AND NOT EXISTS (SELECT FROM messaging.cursors c WHERE (c.tick, c.pos) < (p.end_tick, p.end_pos))`;

const condemnOldest = `UPDATE messaging.partitions p SET state = 'dropping'
WHERE p.number = (SELECT min(number) FROM messaging.partitions WHERE state <> 'dropping') AND ${droppable}
RETURNING p.end_tick AS tick, p.end_pos AS pos`;

const rememberPruned = `UPDATE messaging.log SET pruned_tick = $1, pruned_pos = $2
WHERE (pruned_tick, pruned_pos) < ($1::bigint, $2::bigint)`;

const selectCondemned = `SELECT p.number,
  CASE WHEN i.inhrelid IS NULL THEN 'none' WHEN i.inhdetachpending THEN 'pending' ELSE 'attached' END AS bond
FROM messaging.partitions p
LEFT JOIN pg_inherits i ON i.inhparent = 'messaging.facts'::regclass AND i.inhrelid = to_regclass('messaging.facts_' || p.number)
WHERE p.state = 'dropping' ORDER BY p.number`;

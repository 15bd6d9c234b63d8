import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { prepared } from '@boardwalk/persistence';
import type { LogRow } from './log-row.js';
import { type Position, printPosition } from './position.js';

/** Facts per read, and so deliveries per transaction at the most. */
export const batchSize = 500;

/** Batches that are kept for the subscriptions that come to the same place a moment later. */
const keptBatches = 16;

/**
 * The next facts in log order after a position, with the tick they belong to. On-time rows come off the primary key inside
 * the window's span, late ones off facts_by_xid: nothing is sorted but what is returned, however large or small the
 * windows are.
 */
const readAfter = `
SELECT t.tick, f.pos, f.id, f.type, f.source, f.key, f.occurred_at AS "occurredAt", f.recorded_at AS "recordedAt",
       t.taken_at AS "takenAt", f.headers, f.data
FROM messaging.ticks t
CROSS JOIN LATERAL (
  SELECT * FROM (
    (SELECT * FROM messaging.facts on_time
     WHERE on_time.pos >= greatest(t.low, CASE WHEN t.tick = $1::bigint THEN $2::bigint + 1 END)
       AND on_time.pos <= t.high
       AND on_time.xid >= t.from_xid AND pg_visible_in_snapshot(on_time.xid, t.snapshot)
     ORDER BY on_time.pos LIMIT $3::int)
    UNION ALL
    (SELECT late.* FROM unnest(t.late) committed (xid) CROSS JOIN LATERAL (
       SELECT * FROM messaging.facts late
       WHERE (late.xid, late.pos) > (committed.xid, CASE WHEN t.tick = $1::bigint THEN $2::bigint ELSE 0 END)
         AND late.xid <= committed.xid -- a row comparison, so that no index but facts_by_xid fits
       ORDER BY late.xid, late.pos LIMIT $3::int) late
     ORDER BY late.pos LIMIT $3::int)
  ) window_rows
  ORDER BY window_rows.pos LIMIT $3::int
) f
WHERE t.tick >= $1::bigint AND t.tick <= $1::bigint + $3::int -- a window holds at least one fact
  AND (t.tick > $1::bigint OR t.last_pos > $2::bigint)
ORDER BY t.tick, f.pos
LIMIT $3::int`;

interface Read {
  readonly rows: Promise<readonly LogRow[]>;
  underWay: boolean;
}

/**
 * Reads the log once for all subscriptions of the process: those that stand at the same place share one query and one
 * parsed batch.
 */
@Injectable()
export class LogReader {
  private readonly recent = new Map<string, Read>();
  private id: Promise<string> | undefined;

  constructor(private readonly pool: Pool) {}

  /** The log's identity, under which consumers keep their cursors. */
  logId(): Promise<string> {
    if (this.id === undefined) {
      this.id = this.askForId();
      this.id.catch(() => {
        this.id = undefined;
      });
    }
    return this.id;
  }

  /** At most `batchSize` rows; fewer means that the newest tick is reached. */
  read(after: Position): Promise<readonly LogRow[]> {
    const place = printPosition(after);
    const shared = this.recent.get(place);
    if (shared !== undefined) return shared.rows;
    const rows = this.query(after);
    const read: Read = { rows, underWay: true };
    this.recent.set(place, read);
    // Only whole batches stay the same for ever: a short one grows with the next tick, a failed one is tried again.
    const end = (keep: boolean) => {
      read.underWay = false;
      if (!keep && this.recent.get(place) === read) this.recent.delete(place);
    };
    rows.then(
      ({ length }) => end(length === batchSize),
      () => end(false),
    );
    if (this.recent.size > keptBatches) this.recent.delete(this.recent.keys().next().value ?? place);
    return rows;
  }

  /** A read that is under way may have begun before the newest tick: whoever asks from now on starts another. */
  logGrew(): void {
    for (const [place, { underWay }] of this.recent) if (underWay) this.recent.delete(place);
  }

  /** Newest tick, highest position in it and number of facts up to it. */
  async head(): Promise<Position & { total: number }> {
    const { rows } = await this.pool.query<{ tick: number; pos: number; total: number }>(
      'SELECT tick, last_pos AS pos, total FROM messaging.ticks ORDER BY tick DESC LIMIT 1',
    );
    return rows[0] ?? { tick: 0, pos: 0, total: 0 };
  }

  private async query(after: Position): Promise<readonly LogRow[]> {
    const { rows } = await this.pool.query<LogRow>(prepared(readAfter, [after.tick, after.pos, batchSize]));
    return rows;
  }

  private async askForId(): Promise<string> {
    const { rows } = await this.pool.query<{ id: string }>('SELECT id FROM messaging.log');
    const [row] = rows;
    if (row === undefined)
      throw new Error('messaging.log has lost its only row. Restore the database from its backup.');
    return row.id;
  }
}

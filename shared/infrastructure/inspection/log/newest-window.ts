import { prepared } from '@boardwalk/persistence';
import type pg from 'pg';

/** Where the log ends, and what lies behind it without a window. */
export interface NewestWindow {
  readonly tick: number;
  readonly pos: number;
  readonly total: number;
  readonly ageMs: number;
  /** Facts that no window holds, and for how long the oldest has waited. */
  readonly waiting: number;
  readonly waitingMs: number;
}

/** Null when the log has no window at all. */
export async function newestWindow(pool: pg.Pool): Promise<NewestWindow | null> {
  const { rows } = await pool.query<NewestWindow>(prepared(selectWindows, []));
  return rows[0] ?? null;
}

const selectWindows = `
SELECT t.tick, t.last_pos AS pos, t.total, waiting.count AS waiting,
  extract(epoch FROM clock_timestamp() - t.taken_at)::float8 * 1000 AS "ageMs",
  coalesce(extract(epoch FROM clock_timestamp() - waiting.oldest)::float8 * 1000, 0) AS "waitingMs"
FROM (SELECT * FROM messaging.ticks ORDER BY tick DESC LIMIT 1) t
CROSS JOIN LATERAL (
  SELECT count(*) AS count, min(recorded_at) AS oldest FROM (
    SELECT f.recorded_at FROM messaging.facts f WHERE f.xid >= pg_snapshot_xmax(t.snapshot)
    UNION ALL
    SELECT f.recorded_at FROM pg_snapshot_xip(t.snapshot) running (xid) JOIN messaging.facts f ON f.xid = running.xid
  ) unticked
) waiting`;

import { prepared } from '@boardwalk/persistence';
import type { Pool } from 'pg';
import type { Position } from './position.js';

/** Facts behind a cursor among which lag is counted. Who is farther behind has at least what was found. */
const countedFacts = 100_000;

/** Rows of transactions that committed late may lie before the cursor's position and yet come after it: looked for this far back. */
const latePositions = 1_000;

/** A place in a log, and the types of those facts that are waited for there. */
export interface Awaited {
  readonly cursor: Position;
  readonly types: readonly string[];
}

export interface Lag {
  /** Facts behind the cursor, counted up to 100,000. */
  readonly lag: number;
  /** When the oldest of them was recorded. */
  readonly behindSince: Date | null;
  /** How long ago that was, by the database's clock, which recorded it. */
  readonly behindMs: number;
}

/** What lies behind each place, in the same order. */
export async function lagsBehind(pool: Pool, awaited: readonly Awaited[]): Promise<readonly Lag[]> {
  const { rows } = await pool.query<Lag>(
    prepared(select, [
      awaited.map(({ cursor }) => cursor.tick),
      awaited.map(({ cursor }) => cursor.pos),
      awaited.map(({ types }) => JSON.stringify(types)),
    ]),
  );
  return rows;
}

/** A fact comes after a cursor when no earlier tick shows it, and the cursor's own window holds it later or not at all. */
const select = `
SELECT behind.lag, behind."behindSince", behind."behindMs"
FROM unnest($1::bigint[], $2::bigint[], $3::text[]) WITH ORDINALITY AS c (tick, pos, types, place)
LEFT JOIN messaging.ticks own ON own.tick = c.tick
LEFT JOIN messaging.ticks earlier ON earlier.tick = c.tick - 1
CROSS JOIN LATERAL (
  SELECT count(*) AS lag, min(f.recorded_at) AS "behindSince",
    coalesce(extract(epoch FROM clock_timestamp() - min(f.recorded_at))::float8 * 1000, 0) AS "behindMs"
  FROM (SELECT * FROM messaging.facts near WHERE near.pos > c.pos - ${latePositions}
    ORDER BY near.pos LIMIT ${latePositions + countedFacts}) f
  WHERE f.type IN (SELECT jsonb_array_elements_text(c.types::jsonb))
    AND (earlier.snapshot IS NULL OR NOT pg_visible_in_snapshot(f.xid, earlier.snapshot))
    AND (own.snapshot IS NULL OR f.pos > c.pos OR NOT pg_visible_in_snapshot(f.xid, own.snapshot))
) behind
ORDER BY c.place`;

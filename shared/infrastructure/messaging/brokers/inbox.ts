import { prepared } from '@boardwalk/persistence';
import type { Pool } from 'pg';
import { rowOf } from '../delivery/delivery-table.js';
import type { LogRow } from '../log/log-row.js';
import { batchSize } from '../log/shared-reads.js';
import { comparePositions, type Position } from '../log/position.js';
import type { Place } from './destinations.js';
import type { Arrival } from './wire.js';

/** How a context stands to a log whose facts land for it. */
export interface Standing {
  /** Up to where everything has landed; undefined before the first opening. */
  readonly landed: Place | undefined;
  /** The inbox holds everything behind this place. */
  readonly low: Position | undefined;
  /** The farthest behind of its lanes; undefined while it has none. */
  readonly needed: Position | undefined;
}

/** The side of the consumers: what has landed of a log for one context. */
export class Inbox {
  /** @param pool the consumers' own database */
  constructor(
    private readonly pool: Pool,
    readonly log: string,
    readonly context: string,
  ) {}

  /** What has landed behind a place, in the order of the log. Nothing when the inbox does not reach back so far. */
  async read(after: Position): Promise<readonly LogRow[]> {
    const { rows } = await this.pool.query<{ raw: string }>(
      prepared(select, [this.log, this.context, after.tick, after.pos, batchSize]),
    );
    return rows.map(({ raw }) => rowOf(raw));
  }

  /** @returns how far everything has landed; null when the context was not opened */
  async land(arrivals: readonly Arrival[]): Promise<number | null> {
    const { rows } = await this.pool.query<{ ordinal: number | null }>(
      prepared(land, [
        ...[this.log, this.context],
        arrivals.map(({ tick }) => tick),
        arrivals.map(({ pos }) => pos),
        arrivals.map(({ ordinal }) => ordinal),
        arrivals.map(({ row }) => row),
      ]),
    );
    return rows[0]?.ordinal ?? null;
  }

  /** @param subscriptions of the context */
  async standing(subscriptions: readonly string[]): Promise<Standing> {
    const { rows } = await this.pool.query<{ [column in keyof StandingRow]: StandingRow[column] | null }>(
      prepared(standing, [this.log, this.context, subscriptions]),
    );
    const { tick, pos, ordinal, lowTick, lowPos, neededTick, neededPos } = rows[0] ?? {};
    return {
      landed: placeOf(tick, pos, ordinal),
      low: positionOf(lowTick, lowPos),
      needed: positionOf(neededTick, neededPos),
    };
  }

  /** From here on everything is awaited. What has landed farther on stays, and is gone past when the gap is closed. */
  async open({ tick, pos, ordinal }: Place): Promise<void> {
    await this.pool.query(prepared(open, [this.log, this.context, tick, pos, ordinal]));
  }

  /** Forgets what every lane has come past. */
  async prune({ landed, low, needed }: Standing): Promise<void> {
    if (needed === undefined || low === undefined || landed === undefined) return;
    const until = comparePositions(needed, landed) < 0 ? needed : landed;
    if (comparePositions(until, low) > 0)
      await this.pool.query(prepared(prune, [this.log, this.context, until.tick, until.pos]));
  }

  async keepForeign(channel: string, reason: string, body: string): Promise<void> {
    await this.pool.query(prepared(keep, [channel, reason, body]));
  }
}

interface StandingRow {
  readonly tick: number;
  readonly pos: number;
  readonly ordinal: number;
  readonly lowTick: number;
  readonly lowPos: number;
  readonly neededTick: number;
  readonly neededPos: number;
}

type Column = number | null | undefined;
const isThere = (column: Column): column is number => column !== null && column !== undefined;

function positionOf(tick: Column, pos: Column): Position | undefined {
  return isThere(tick) && isThere(pos) ? { tick, pos } : undefined;
}

function placeOf(tick: Column, pos: Column, ordinal: Column): Place | undefined {
  const position = positionOf(tick, pos);
  return position !== undefined && isThere(ordinal) ? { ...position, ordinal } : undefined;
}

const select = `SELECT i.raw FROM messaging.landings l
JOIN messaging.inbox i ON i.log = l.log AND i.context = l.context
  AND (i.tick, i.pos) > ($3, $4) AND (i.tick, i.pos) <= (l.tick, l.pos)
WHERE l.log = $1 AND l.context = $2 AND (l.low_tick, l.low_pos) <= ($3, $4)
ORDER BY i.tick, i.pos LIMIT $5`;

const land = 'SELECT messaging.land($1, $2, $3::bigint[], $4::bigint[], $5::bigint[], $6::text[]) AS ordinal';

const standing = `SELECT l.tick, l.pos, l.ordinal, l.low_tick AS "lowTick", l.low_pos AS "lowPos",
  lanes.tick AS "neededTick", lanes.pos AS "neededPos"
FROM (VALUES (1)) AS one
LEFT JOIN messaging.landings l ON l.log = $1 AND l.context = $2
LEFT JOIN LATERAL (SELECT s.tick, s.pos FROM messaging.subscriptions s
  WHERE s.log = $1 AND s.name = ANY($3::text[]) ORDER BY s.tick, s.pos LIMIT 1) lanes ON true`;

/** Whoever opens it meanwhile for a place farther back is not overruled. */
const open = `INSERT INTO messaging.landings AS l (log, context, tick, pos, ordinal, low_tick, low_pos)
VALUES ($1, $2, $3, $4, $5, $3, $4)
ON CONFLICT (log, context) DO UPDATE
SET tick = excluded.tick, pos = excluded.pos, ordinal = excluded.ordinal, low_tick = excluded.tick, low_pos = excluded.pos
WHERE (excluded.tick, excluded.pos) < (l.low_tick, l.low_pos)`;

const prune = `WITH raised AS (
  UPDATE messaging.landings SET low_tick = $3, low_pos = $4
  WHERE log = $1 AND context = $2 AND (low_tick, low_pos) < ($3, $4) AND (tick, pos) >= ($3, $4)
  RETURNING 1
)
DELETE FROM messaging.inbox i USING raised WHERE i.log = $1 AND i.context = $2 AND (i.tick, i.pos) <= ($3, $4)`;

const keep = 'INSERT INTO messaging.foreign_messages (channel, reason, body) VALUES ($1, $2, $3)';

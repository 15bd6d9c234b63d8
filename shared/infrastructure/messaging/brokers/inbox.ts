import { prepared } from '@boardwalk/persistence';
import type { Pool } from 'pg';
import { rowOf } from '../log/log-row.js';
import type { LogRow } from '../log/log-row.js';
import { batchSize } from '../log/shared-reads.js';
import { storableText } from '../delivery/failure-message.js';
import { comparePositions, type Position } from '../log/position.js';
import type { Place } from './destinations.js';
import type { Arrival } from './wire.js';

/** Rows that are forgotten at once, so that nobody waits long for them. */
const pruned = 10_000;

/** Of a message that is not ours; and how many of them are kept. */
const longestForeign = 10_000;
const mostForeign = 1_000;

/** How a context stands to a log whose facts land for it. */
export interface Standing {
  /** Up to where everything has landed; undefined before the first opening. */
  readonly landed: Place | undefined;
  /** The inbox holds everything behind this place. */
  readonly low: Position | undefined;
  /** The farthest behind of its lanes; undefined while it has none. */
  readonly needed: Position | undefined;
  /** When that was so, by this database's clock. */
  readonly saidAt: Date;
}

/** The side of the consumers: what has landed of a log for one context. */
export class Inbox {
  /** @param pool the consumers' own database */
  constructor(
    private readonly pool: Pool,
    readonly log: string,
    readonly context: string,
  ) {}

  /** What has landed behind a place, in the order of the log; null when the inbox does not reach back so far. */
  async read(after: Position): Promise<readonly LogRow[] | null> {
    const { rows } = await this.pool.query<{ raw: string | null; reaches: boolean }>(
      prepared(select, [this.log, this.context, after.tick, after.pos, batchSize]),
    );
    if (rows[0]?.reaches !== true) return null;
    return rows.flatMap(({ raw }) => (raw === null ? [] : rowOf(raw)));
  }

  /**
   * @param incarnation of the log's server; null where the log lies in this database. What was sent in another is not believed:
   * that server may have forgotten it, and given its places to others.
   * @returns how far everything has landed; null when the context was not opened
   */
  async land(arrivals: readonly Arrival[], incarnation: string | null): Promise<number | null> {
    const { rows } = await this.pool.query<{ ordinal: number | null }>(
      prepared(land, [
        ...[this.log, this.context, incarnation],
        arrivals.map(({ tick }) => tick),
        arrivals.map(({ pos }) => pos),
        arrivals.map(({ ordinal }) => ordinal),
        arrivals.map((arrival) => arrival.incarnation),
        arrivals.map(({ row }) => row),
      ]),
    );
    return rows[0]?.ordinal ?? null;
  }

  /** @param subscriptions of the context */
  async standing(subscriptions: readonly string[]): Promise<Standing> {
    const { rows } = await this.pool.query<
      { [column in keyof StandingRow]: StandingRow[column] | null } & { saidAt: Date }
    >(prepared(standing, [this.log, this.context, subscriptions]));
    const { tick, pos, ordinal, lowTick, lowPos, neededTick, neededPos, saidAt } = rows[0] ?? {};
    return {
      landed: placeOf(tick, pos, ordinal),
      low: positionOf(lowTick, lowPos),
      needed: positionOf(neededTick, neededPos),
      saidAt: saidAt ?? new Date(0),
    };
  }

  /** From here on everything lands. Lanes that are farther behind read the log itself. */
  async open({ tick, pos, ordinal }: Place): Promise<void> {
    await this.pool.query(prepared(open, [this.log, this.context, tick, pos, ordinal]));
  }

  /** Forgets what every lane has come past. */
  async prune({ landed, low, needed }: Standing): Promise<void> {
    if (needed === undefined || low === undefined || landed === undefined) return;
    const until = comparePositions(needed, landed) < 0 ? needed : landed;
    if (comparePositions(until, low) <= 0) return;
    await this.pool.query(prepared(raise, [this.log, this.context, until.tick, until.pos]));
    let count: number | null;
    do
      ({ rowCount: count } = await this.pool.query(
        prepared(prune, [this.log, this.context, until.tick, until.pos, pruned]),
      ));
    while (count === pruned);
  }

  /** Keeps the head of a message that is not ours, unless there are very many of them. */
  async keepForeign(channel: string, reason: string, body: string): Promise<void> {
    const told = [reason, body].map((text) => storableText(text.slice(0, longestForeign)));
    await this.pool.query(prepared(keep, [channel, ...told, mostForeign]));
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

const select = `SELECT i.raw, (l.low_tick, l.low_pos) <= ($3, $4) AS reaches FROM messaging.landings l
LEFT JOIN messaging.inbox i ON i.log = l.log AND i.context = l.context
  AND (i.tick, i.pos) > ($3, $4) AND (i.tick, i.pos) <= (l.tick, l.pos)
WHERE l.log = $1 AND l.context = $2
ORDER BY i.tick, i.pos LIMIT $5`;

const land = `SELECT messaging.land($1, $2, $3::uuid, $4::bigint[], $5::bigint[], $6::bigint[], $7::uuid[], $8::text[]) AS ordinal`;

const standing = `SELECT l.tick, l.pos, l.ordinal, l.low_tick AS "lowTick", l.low_pos AS "lowPos",
  lanes.tick AS "neededTick", lanes.pos AS "neededPos", clock_timestamp() AS "saidAt"
FROM (VALUES (1)) AS one
LEFT JOIN messaging.landings l ON l.log = $1 AND l.context = $2
LEFT JOIN LATERAL (SELECT s.tick, s.pos FROM messaging.subscriptions s
  WHERE s.log = $1 AND s.name = ANY($3::text[]) ORDER BY s.tick, s.pos LIMIT 1) lanes ON true`;

/** It never goes back: what lies before it may have been forgotten. */
const open = `INSERT INTO messaging.landings AS l (log, context, tick, pos, ordinal, low_tick, low_pos)
VALUES ($1, $2, $3, $4, $5, $3, $4)
ON CONFLICT (log, context) DO UPDATE
SET tick = excluded.tick, pos = excluded.pos, ordinal = excluded.ordinal, low_tick = excluded.tick, low_pos = excluded.pos
WHERE (excluded.tick, excluded.pos) > (l.tick, l.pos)`;

const raise = `UPDATE messaging.landings SET low_tick = $3, low_pos = $4
WHERE log = $1 AND context = $2 AND (low_tick, low_pos) < ($3, $4) AND (tick, pos) >= ($3, $4)`;

/**
 * Only what lies before the low place, which may not have been raised. Up to a place, and not joined row by row: on a
 * table without statistics the planner takes such a join for cheap, and it lasts minutes.
 */
const prune = `DELETE FROM messaging.inbox WHERE log = $1 AND context = $2 AND (tick, pos) <= (
  SELECT tick, pos FROM (
    SELECT i.tick, i.pos FROM messaging.inbox i
    JOIN messaging.landings l ON l.log = i.log AND l.context = i.context AND (i.tick, i.pos) <= (l.low_tick, l.low_pos)
    WHERE i.log = $1 AND i.context = $2 AND (i.tick, i.pos) <= ($3, $4) ORDER BY i.tick, i.pos LIMIT $5
  ) AS first ORDER BY tick DESC, pos DESC LIMIT 1)`;

const keep = `INSERT INTO messaging.foreign_messages (channel, reason, body)
SELECT $1, $2, $3 WHERE (SELECT count(*) FROM messaging.foreign_messages) < $4`;

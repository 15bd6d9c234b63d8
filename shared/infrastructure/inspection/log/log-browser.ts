import {
  headersOf,
  type LogHeaders,
  LogReader,
  type LogFields,
  type LogRow,
  type Position,
  printPosition,
  windowOfRow,
} from '@boardwalk/messaging';
import { prepared } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';

/** Positions that one page may pass over in search of what was asked for. */
export const farthest = 100_000;

/** Batches of the log that one look forward may read. */
const mostBatches = 8;

/** A row of the log; its window is null while no tick has been taken since it was written. */
export type BrowsedRow = Omit<LogFields, 'tick' | 'takenAt'> & { readonly tick: number | null };

export interface LogFilter {
  readonly type?: string | undefined;
  readonly context?: string | undefined;
  /** Only facts with a delivery in one of these states. */
  readonly states?: readonly string[] | undefined;
}

export interface BrowsedPage {
  readonly rows: readonly BrowsedRow[];
  /** Where to go on with older rows; null at the beginning of the log. */
  readonly before: number | null;
}

/** Reads the log for people: newest first, onwards from a place, or one fact. */
@Injectable()
export class LogBrowser {
  constructor(
    private readonly pool: Pool,
    private readonly reader: LogReader,
  ) {}

  /**
   * Newest first, before a place. With a filter a page may be shorter than its limit and still not be the last: it
   * passes over a bounded part of the log.
   */
  async newest(filter: LogFilter, before: number | null, limit: number): Promise<BrowsedPage> {
    const from = await this.end(before);
    const to = filter.states === undefined ? Math.max(0, from - farthest) : 0;
    const wanted = [from, to, filter.type ?? null, sourceOf(filter), limit];
    const { rows } =
      filter.states === undefined
        ? await this.pool.query<BrowsedRow>(prepared(selectNewest, wanted))
        : await this.pool.query<BrowsedRow>(prepared(selectByState, [...wanted, filter.states]));
    const last = rows.at(-1);
    if (rows.length === limit && last !== undefined) return { rows, before: last.pos };
    return { rows, before: to > 0 && (await this.end(to)) > 1 ? to : null };
  }

  /** In the order of the log, after a place. `position` is where the next look goes on. */
  async after(position: Position, filter: LogFilter, limit: number) {
    const found: LogRow[] = [];
    let place = position;
    for (let batch = 0; batch < mostBatches; batch += 1) {
      const rows = await this.reader.read(place);
      for (const row of rows) {
        place = { tick: row.tick, pos: row.pos };
        if (matches(row, filter)) found.push(row);
        if (found.length === limit) return { rows: found, position: place };
      }
      if (rows.length === 0) break;
    }
    return { rows: found, position: place };
  }

  async find(id: string): Promise<BrowsedRow | null> {
    if (!isUuid(id)) return null;
    const { rows } = await this.pool.query<BrowsedRow>(prepared(selectOne, [id]));
    return rows[0] ?? null;
  }

  /** The end of the last window that was closed before a moment: facts after it were recorded then or later, or committed late. */
  async placeAt(moment: Date): Promise<Position> {
    const { rows } = await this.pool.query<Position>(prepared(selectPlaceAt, [moment]));
    return rows[0] ?? { tick: 0, pos: 0 };
  }

  /** The trace in which a fact was created; null when there is no such fact or it was not traced. */
  async traceOf(id: string): Promise<string | null> {
    const row = await this.find(id);
    return row === null ? null : traceIdOf(row);
  }

  /** Behind the last fact before a place, or behind the last of all. Between partitions there are no positions for a while. */
  private async end(before: number | null): Promise<number> {
    const { rows } = await this.pool.query<{ end: number }>(
      prepared('SELECT coalesce(max(pos), 0) + 1 AS end FROM messaging.facts WHERE pos < $1', [
        before ?? Number.MAX_SAFE_INTEGER,
      ]),
    );
    return rows[0]?.end ?? 1;
  }
}

export function positionOf({ tick, pos }: BrowsedRow): string | null {
  return tick === null ? null : printPosition({ tick, pos });
}

/** Null for a row without readable headers, or one that was written without tracing. */
export function traceIdOf(row: BrowsedRow): string | null {
  return traceIdIn(readableHeaders(row)?.traceparent ?? null);
}

/** The trace id in a W3C traceparent. */
export function traceIdIn(traceparent: string | null): string | null {
  return /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(traceparent ?? '')?.[1] ?? null;
}

/** Null for a corrupt row, which says so itself where it is shown. */
export function readableHeaders(row: Pick<LogFields, 'id' | 'headers'>): Partial<LogHeaders> | null {
  try {
    return Object.fromEntries(
      Object.entries(headersOf(row)).filter(([, value]) => typeof value === 'string'),
    );
  } catch {
    return null;
  }
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function matches(row: LogRow, filter: LogFilter): boolean {
  if (filter.type !== undefined && row.type !== filter.type) return false;
  return filter.context === undefined || row.source === sourceOf(filter);
}

function sourceOf({ context }: LogFilter): string | null {
  return context === undefined ? null : `/contexts/${context}`;
}

const columns = `f.pos, f.id, f.type, f.source, f.key, f.occurred_at AS "occurredAt", f.recorded_at AS "recordedAt",
  f.headers, f.data, w.tick`;

const selectNewest = `SELECT ${columns} FROM (
  SELECT * FROM messaging.facts
  WHERE pos < $1 AND pos >= $2 AND ($3::text IS NULL OR type = $3) AND ($4::text IS NULL OR source = $4)
  ORDER BY pos DESC LIMIT $5
) f ${windowOfRow} ORDER BY f.pos DESC`;

const selectByState = `SELECT ${columns} FROM (
  SELECT * FROM messaging.facts
  WHERE id IN (SELECT event_id FROM messaging.deliveries WHERE state = ANY($6::text[]) AND pos < $1 AND pos >= $2)
    AND ($3::text IS NULL OR type = $3) AND ($4::text IS NULL OR source = $4)
  ORDER BY pos DESC LIMIT $5
) f ${windowOfRow} ORDER BY f.pos DESC`;

const selectOne = `SELECT ${columns} FROM messaging.facts f ${windowOfRow} WHERE f.id = $1`;

const selectPlaceAt = `SELECT tick, last_pos AS pos FROM messaging.ticks WHERE taken_at < $1 ORDER BY tick DESC LIMIT 1`;

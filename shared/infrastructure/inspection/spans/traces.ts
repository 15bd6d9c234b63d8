import { prepared } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { LogBrowser } from '../log/log-browser.js';
import { SpanFeed } from './span-feed.js';
import type { SpanKindName, SpanStatusName, StoredLink } from './span-row.js';

/** Traces that one question may reach, and spans that one answer may hold. */
export const mostTraces = 50;
export const mostSpans = 5_000;

/** Links are followed this far from what was asked for: a fact, what repeated it, what repeated that. */
const mostSteps = 8;

export interface TraceSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly kind: SpanKindName;
  readonly service: string;
  readonly context: string | null;
  readonly startedAt: Date;
  /** Milliseconds after the first span of the answer. */
  readonly offsetMs: number;
  readonly durationMs: number;
  readonly status: SpanStatusName;
  readonly eventId: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly StoredLink[];
}

export interface TraceStory {
  readonly traceIds: readonly string[];
  readonly durationMs: number;
  /** True when there are more traces or spans than an answer holds. */
  readonly truncated: boolean;
  /** By start. */
  readonly spans: readonly TraceSpan[];
}

/** Finds what belongs together: the spans of a trace, and of the traces that it links to or that link to it. */
@Injectable()
export class Traces {
  constructor(
    private readonly pool: Pool,
    private readonly log: LogBrowser,
    private readonly feed: SpanFeed,
  ) {}

  /**
   * @param id of a trace, of a fact, or the correlation id of everything that one request set in motion
   * @returns null when the store holds no span of it
   */
  async find(id: string): Promise<TraceStory | null> {
    await this.feed.flush();
    const found = await this.tracesOf(id);
    const { traceIds, complete } = await this.withLinked(found);
    if (traceIds.length === 0) return null;
    const { rows } = await this.pool.query<StoredSpan>(prepared(selectSpans, [traceIds, mostSpans + 1]));
    const [first] = rows;
    if (first === undefined) return null;
    const origin = BigInt(first.started);
    const spans = rows.slice(0, mostSpans).map((row) => spanOf(row, origin));
    return {
      traceIds: [...new Set(spans.map(({ traceId }) => traceId))],
      durationMs: Math.max(...spans.map(({ offsetMs, durationMs }) => offsetMs + durationMs)),
      truncated: !complete || rows.length > mostSpans,
      spans,
    };
  }

  /** A fact tells its trace itself, also when the span that created it is no longer kept. */
  private async tracesOf(id: string): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(prepared(selectTraces, [id, mostTraces + 1]));
    const told = await this.log.traceOf(id);
    return [...new Set([...(told === null ? [] : [told]), ...rows.map((row) => row.id)])];
  }

  private async withLinked(found: readonly string[]): Promise<{ traceIds: string[]; complete: boolean }> {
    const known = new Set(found.slice(0, mostTraces));
    let newest = [...known];
    for (let step = 0; step < mostSteps && newest.length > 0; step += 1) {
      const { rows } = await this.pool.query<{ id: string }>(
        prepared(selectLinked, [newest, mostTraces + known.size]),
      );
      newest = rows.map((row) => row.id).filter((id) => !known.has(id));
      for (const id of newest) {
        if (known.size === mostTraces) return { traceIds: [...known], complete: false };
        known.add(id);
      }
    }
    return { traceIds: [...known], complete: found.length <= mostTraces && newest.length === 0 };
  }
}

interface StoredSpan
  extends Omit<TraceSpan, 'startedAt' | 'offsetMs' | 'durationMs' | 'attributes' | 'links'> {
  readonly started: string;
  readonly ended: string;
  readonly attributes: string;
  readonly links: string;
}

function spanOf({ started, ended, attributes, links, ...span }: StoredSpan, origin: bigint): TraceSpan {
  const start = BigInt(started);
  return {
    ...span,
    startedAt: new Date(Number(start / 1_000_000n)),
    offsetMs: milliseconds(start - origin),
    durationMs: milliseconds(BigInt(ended) - start),
    attributes: JSON.parse(attributes) as TraceSpan['attributes'],
    links: JSON.parse(links) as StoredLink[],
  };
}

/** To the microsecond. */
function milliseconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1_000n) / 1_000;
}

const selectTraces = `SELECT trace_id AS id FROM (
  SELECT trace_id, max(seq) AS latest FROM (
    SELECT trace_id, seq FROM inspection.spans WHERE trace_id = $1
    UNION ALL SELECT trace_id, seq FROM inspection.spans WHERE event_id = $1
    UNION ALL SELECT trace_id, seq FROM inspection.spans WHERE correlation_id = $1
  ) of_id GROUP BY trace_id
) traces ORDER BY latest DESC LIMIT $2`;

const selectLinked = `SELECT unnest(linked_traces) AS id FROM inspection.spans
  WHERE trace_id = ANY($1::text[]) AND linked_traces IS NOT NULL
UNION SELECT trace_id FROM inspection.spans WHERE linked_traces && $1::text[] AND linked_traces IS NOT NULL
LIMIT $2`;

const selectSpans = `SELECT trace_id AS "traceId", span_id AS "spanId", parent_id AS "parentId", name, kind, service, context,
  started::text, ended::text, status, event_id AS "eventId", attributes, links
FROM inspection.spans WHERE trace_id = ANY($1::text[]) ORDER BY started, ended DESC, seq LIMIT $2`;

import type { Clock } from '@boardwalk/domain';
import { prepared } from '@boardwalk/persistence';
import type pg from 'pg';
import type { SpanRow } from './span-row.js';

/** What the table keeps at most. Older spans go first. */
export interface SpanLimits {
  readonly spans: number;
  readonly ageMs: number;
}

export const usualLimits: SpanLimits = { spans: 500_000, ageMs: 24 * 3_600_000 };

/** Pruning reads the low end of the table, so it happens once per this many spans rather than at every write. */
const spansBetweenPrunings = 10_000;

/** Ended spans in the database. */
export class SpanTable {
  private sincePruned = spansBetweenPrunings;

  constructor(
    private readonly pool: pg.Pool,
    private readonly clock: Clock,
    private readonly limits: SpanLimits = usualLimits,
  ) {}

  async insert(rows: readonly SpanRow[]): Promise<void> {
    const columns = columnNames.map((column) => rows.map((row) => row[column]));
    await this.pool.query(prepared(insert, [this.clock.now(), ...columns]));
    this.sincePruned += rows.length;
    if (this.sincePruned >= Math.min(spansBetweenPrunings, this.limits.spans)) await this.prune();
  }

  /** Removes what is beyond the limits. */
  async prune(): Promise<void> {
    this.sincePruned = 0;
    const oldest = new Date(this.clock.now().getTime() - this.limits.ageMs);
    await this.pool.query(prepared(prune, [this.limits.spans, oldest]));
  }
}

const columnNames = [
  'traceId',
  'spanId',
  'parentId',
  'name',
  'kind',
  'service',
  'context',
  'started',
  'ended',
  'status',
  'attributes',
  'links',
  'eventId',
  'correlationId',
  'linkedTraces',
] as const satisfies readonly (keyof SpanRow)[];

/** A batch that is written again because its first answer was lost changes nothing. */
const insert = `INSERT INTO inspection.spans (recorded_at, trace_id, span_id, parent_id, name, kind, service, context,
  started, ended, status, attributes, links, event_id, correlation_id, linked_traces)
SELECT $1, trace_id, span_id, parent_id, name, kind, service, context, started, ended, status, attributes, links,
  event_id, correlation_id, string_to_array(linked_traces, ',')
FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[],
  $10::bigint[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[])
  AS ended (trace_id, span_id, parent_id, name, kind, service, context, started, ended, status, attributes, links,
    event_id, correlation_id, linked_traces)
ON CONFLICT DO NOTHING`;

/** Arrival orders by age too, so the first row that is young enough ends the search for old ones. */
const prune = `DELETE FROM inspection.spans WHERE seq < greatest(
  (SELECT max(seq) - $1::bigint + 1 FROM inspection.spans),
  coalesce((SELECT seq FROM inspection.spans WHERE recorded_at >= $2 ORDER BY seq LIMIT 1),
           (SELECT max(seq) + 1 FROM inspection.spans)))`;

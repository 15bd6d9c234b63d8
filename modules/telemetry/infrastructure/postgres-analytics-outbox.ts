import { Clock, Ids } from '@boardwalk/domain';
import { IntentSender } from '@boardwalk/messaging';
import { Database, UnitsOfWork } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { AnalyticsOutbox, type ForwardingState } from '../application/analytics-outbox.js';
import type { TrackedEvent } from '../application/tracked-events.js';
import { forwarding, parityExamples } from '../domain/limits.js';
import type { TelemetryTables } from './tables.js';

/** Records on their way to the sink. A request takes along whatever waits. */
@Injectable()
export class PostgresAnalyticsOutbox extends AnalyticsOutbox {
  constructor(
    private readonly database: Database<TelemetryTables>,
    private readonly units: UnitsOfWork,
    private readonly intents: IntentSender,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {
    super();
  }

  async add(eventId: string): Promise<void> {
    const now = this.clock.now();
    await this.database.query
      .insertInto('outgoing')
      .values({ event_id: eventId, queued_at: now, batch_id: null, refused_because: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await this.plan(new Date(now.getTime() + forwarding.lingerMs));
  }

  /** A request is due then, unless one is planned. Several are no harm: those that find nothing to send send nothing. */
  async plan(at: Date): Promise<void> {
    const batches = this.database.table('sink_batches');
    await sql`INSERT INTO ${batches} (id, next_attempt_at, trace)
      SELECT ${this.ids.next()}::uuid, ${at}::timestamptz, ${this.intents.trace()}
      WHERE NOT EXISTS (SELECT FROM ${batches} WHERE status = 'queued')`.execute(this.database.query);
    this.intents.written();
  }

  /**
   * What this request takes along: what it took before, what none has, and what one took whose fate is unknown. Oldest first, no
   * more than a request may hold.
   */
  take(batchId: string): Promise<TrackedEvent[]> {
    return this.units.run(async () => {
      const { query } = this.database;
      const outgoing = this.database.table('outgoing');
      const batches = this.database.table('sink_batches');
      await sql`SELECT pg_advisory_xact_lock(hashtextextended('telemetry outgoing', 0))`.execute(query);
      const { rows } = await sql<TrackedEvent>`
        WITH waiting AS (
          SELECT o.event_id, o.queued_at FROM ${outgoing} o LEFT JOIN ${batches} b ON b.id = o.batch_id
          WHERE o.refused_because IS NULL
            AND (b.id IS NULL OR b.id = ${batchId}::uuid OR b.status NOT IN ('queued', 'sending'))
          ORDER BY o.queued_at, o.event_id LIMIT ${forwarding.batchEvents}
        ), sized AS (
          SELECT e.event_id, w.queued_at,
            sum(length(e.properties) + 300) OVER (ORDER BY w.queued_at, w.event_id) AS characters
          FROM waiting w JOIN ${this.database.table('telemetry_events')} e USING (event_id)
        ), taken AS (
          UPDATE ${outgoing} o SET batch_id = ${batchId}::uuid FROM sized s
          WHERE o.event_id = s.event_id AND s.characters <= ${forwarding.batchCharacters} RETURNING o.event_id, s.queued_at
        )
        SELECT e.event_id AS "eventId", e.name, e.properties, e.occurred_at AS "occurredAt", e.distinct_id AS "distinctId"
        FROM taken t JOIN ${this.database.table('telemetry_events')} e USING (event_id)
        ORDER BY t.queued_at, e.event_id`.execute(query);
      return rows;
    });
  }

  /** The sink has them, but for those that it will never take. Requests of unknown fate of which nothing is left are settled too. */
  settle(batchId: string, refused: ReadonlyMap<string, string>): Promise<void> {
    return this.units.run(async () => {
      const { query } = this.database;
      const outgoing = this.database.table('outgoing');
      const batches = this.database.table('sink_batches');
      const [ids, reasons] = [[...refused.keys()], [...refused.values()]];
      await sql`UPDATE ${outgoing} o SET refused_because = r.reason
        FROM unnest(${ids}::uuid[], ${reasons}::text[]) AS r (id, reason) WHERE o.event_id = r.id`.execute(
        query,
      );
      await sql`DELETE FROM ${outgoing} WHERE batch_id = ${batchId}::uuid AND refused_because IS NULL`.execute(
        query,
      );
      await sql`UPDATE ${batches} b SET status = 'sent' WHERE b.status = 'unknown'
        AND NOT EXISTS (SELECT FROM ${outgoing} o WHERE o.batch_id = b.id AND o.refused_because IS NULL)`.execute(
        query,
      );
      const now = this.clock.now().getTime();
      // What was committed while this request was made has found one planned, and planned none.
      await this.plan(new Date(now + forwarding.lookAgainMs));
    });
  }

  async state(): Promise<ForwardingState> {
    const { query } = this.database;
    const counts = await query
      .selectFrom('outgoing')
      .select((row) => [
        row.fn.countAll<number>().filterWhere('refused_because', 'is', null).as('waiting'),
        row.fn.countAll<number>().filterWhere('refused_because', 'is not', null).as('refused'),
      ])
      .executeTakeFirstOrThrow();
    const examples = await query
      .selectFrom('outgoing')
      .innerJoin('telemetry_events', 'telemetry_events.event_id', 'outgoing.event_id')
      .select(['outgoing.event_id as eventId', 'name', 'refused_because as because'])
      .where('refused_because', 'is not', null)
      .orderBy('queued_at', 'desc')
      .limit(parityExamples)
      .execute();
    return {
      configured: true,
      ...counts,
      examples: examples.map((example) => ({ ...example, because: example.because ?? '' })),
    };
  }
}

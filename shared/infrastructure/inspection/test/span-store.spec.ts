import { SystemClock } from '@boardwalk/domain';
import { testDatabase, type TestDatabase, VirtualClock } from '@boardwalk/testing';
import { Logger } from '@nestjs/common';
import { AlwaysOnSampler, type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SpanStoreExporter } from '../spans/span-store-exporter.js';
import { SpanTable } from '../spans/span-table.js';

const spans: ReadableSpan[] = [];
const tracer = new TracerProvider({
  sampler: new AlwaysOnSampler(),
  spanProcessors: [
    {
      onStart: () => undefined,
      onEnd: (span) => spans.push(span),
      forceFlush: async () => undefined,
      shutdown: async () => undefined,
    },
  ],
}).getTracer('test');

function ended(...names: string[]): ReadableSpan[] {
  for (const name of names) tracer.startSpan(name).end();
  return spans.splice(0);
}

const nothing = () => undefined;

// Its complaints are expected here.
Logger.overrideLogger(false);

class RememberingTable extends SpanTable {
  readonly names: string[] = [];
  failure: Error | undefined;

  constructor() {
    super(new pg.Pool({ max: 1 }), new SystemClock());
  }

  override async insert(rows: readonly { readonly name: string }[]): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.names.push(...rows.map(({ name }) => name));
  }
}

describe('the exporter to the span store', () => {
  it('keeps what comes before there is a database, and writes it in order', async () => {
    const exporter = new SpanStoreExporter();
    const table = new RememberingTable();
    exporter.export(ended('first', 'second'), nothing);
    exporter.attach(table);
    exporter.export(ended('third'), nothing);
    await exporter.forceFlush();
    expect(table.names).toEqual(['first', 'second', 'third']);
  });

  it('drops and counts what comes beyond its bound', async () => {
    const exporter = new SpanStoreExporter(2);
    const table = new RememberingTable();
    exporter.export(ended('first'), nothing);
    exporter.export(ended('second', 'third', 'fourth'), nothing);
    expect(exporter.dropped).toBe(2);
    exporter.attach(table);
    await exporter.forceFlush();
    expect(table.names).toEqual(['first', 'second']);
  });

  it('never fails: while the database is away it keeps what came, and writes it later', async () => {
    const exporter = new SpanStoreExporter();
    const table = new RememberingTable();
    table.failure = new Error('the database is away');
    exporter.attach(table);
    const results: number[] = [];
    exporter.export(ended('first'), ({ code }) => results.push(code));
    await exporter.forceFlush();
    table.failure = undefined;
    exporter.export(ended('second'), ({ code }) => results.push(code));
    await exporter.forceFlush();
    expect(table.names).toEqual(['first', 'second']);
    expect(results).toEqual([0, 0]);
    expect(exporter.dropped).toBe(0);
  });

  it('counts a batch that the database refuses, and goes on', async () => {
    const exporter = new SpanStoreExporter();
    const table = new RememberingTable();
    const refusal = new pg.DatabaseError('invalid byte sequence', 1, 'error');
    refusal.code = '22021';
    table.failure = refusal;
    exporter.attach(table);
    exporter.export(ended('poison'), nothing);
    await exporter.forceFlush();
    table.failure = undefined;
    exporter.export(ended('good'), nothing);
    await exporter.forceFlush();
    expect(table.names).toEqual(['good']);
    expect(exporter.dropped).toBe(1);
  });

  it('leaves the database alone once it is detached', async () => {
    const exporter = new SpanStoreExporter();
    const table = new RememberingTable();
    exporter.attach(table);
    exporter.export(ended('before'), nothing);
    await exporter.detach();
    exporter.export(ended('after'), nothing);
    await exporter.shutdown();
    expect(table.names).toEqual(['before']);
  });
});

describe('the table of spans', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  beforeEach(async () => {
    database = await testDatabase('spans');
    pool = new pg.Pool({ connectionString: database.url, max: 2 });
    const migration = readFileSync(new URL('../migrations/0001_spans.sql', import.meta.url), 'utf8');
    await pool.query(
      `CREATE SCHEMA inspection; SET search_path TO inspection; ${migration}; RESET search_path`,
    );
  });
  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  const exporterTo = (table: SpanTable) => {
    const exporter = new SpanStoreExporter();
    exporter.attach(table);
    return exporter;
  };
  const names = async () =>
    (await pool.query<{ name: string }>('SELECT name FROM inspection.spans ORDER BY seq')).rows.map(
      (row) => row.name,
    );

  it('keeps the newest spans, up to its limit', async () => {
    const exporter = exporterTo(new SpanTable(pool, new VirtualClock(), { spans: 3, ageMs: 1_000 }));
    for (const name of ['a', 'b', 'c', 'd', 'e']) exporter.export(ended(name), nothing);
    await exporter.forceFlush();
    expect(await names()).toEqual(['c', 'd', 'e']);
  });

  it('forgets spans when they are too old, all of them if need be', async () => {
    const clock = new VirtualClock();
    const table = new SpanTable(pool, clock, { spans: 100, ageMs: 1_000 });
    const exporter = exporterTo(table);
    exporter.export(ended('old'), nothing);
    await exporter.forceFlush();
    clock.advance(800);
    exporter.export(ended('younger'), nothing);
    await exporter.forceFlush();
    clock.advance(800);
    await table.prune();
    expect(await names()).toEqual(['younger']);
    clock.advance(800);
    await table.prune();
    expect(await names()).toEqual([]);
    await table.prune();
  });

  it('takes the same batch twice as once', async () => {
    const exporter = exporterTo(new SpanTable(pool, new VirtualClock()));
    const batch = ended('once');
    exporter.export(batch, nothing);
    exporter.export(batch, nothing);
    await exporter.forceFlush();
    expect(await names()).toEqual(['once']);
  });

  it('holds names and values of any text', async () => {
    const exporter = exporterTo(new SpanTable(pool, new VirtualClock()));
    const span = tracer.startSpan('null \u0000 and half \ud800');
    span.setAttribute('boardwalk.context', 'a\u0000b').setAttribute('text', '\u0000\ud800');
    span.end();
    exporter.export(spans.splice(0), nothing);
    await exporter.forceFlush();
    expect(exporter.dropped).toBe(0);
    expect(await names()).toHaveLength(1);
  });
});

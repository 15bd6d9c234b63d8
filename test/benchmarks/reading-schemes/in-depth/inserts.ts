import type pg from 'pg';
import { ProcessorTime } from '../../measuring/processor-time.ts';
import { FACT_COLUMNS, INSERT_FACTS } from '../scheme.ts';

const COLUMNS = `pos bigint generated always as identity (cache 1), xid xid8 not null default pg_current_xact_id(),
  ${FACT_COLUMNS.replace(' unique', '')}`;
const PARTITION = 1_000_000;

/** As the product has it: each partition with a unique index of its own on the id. */
function partitioned(count: number): string {
  const partitions = Array.from({ length: count }, (_, n) => {
    const range = `from (${1 + n * PARTITION}) to (${1 + (n + 1) * PARTITION})`;
    return `create table facts_${n} partition of facts for values ${range}; create unique index on facts_${n} (id);`;
  });
  return `create sequence positions cache 1; create table facts (${COLUMNS.replace('generated always as identity (cache 1)', `not null default nextval('positions')`)},
    primary key (pos)) partition by range (pos); create index on facts (xid, pos); ${partitions.join('')}`;
}

/** Ways to lay out the table of facts, each with one thing more than another, so that a difference has one cause. */
const LAYOUTS: Readonly<Record<string, string>> = {
  'no index': `create table facts (${COLUMNS})`,
  pos: `create table facts (${COLUMNS}, primary key (pos))`,
  'pos, id': `create table facts (${COLUMNS}, primary key (pos)); create unique index on facts (id)`,
  'pos, id, xid': `create table facts (${COLUMNS}, primary key (pos)); create unique index on facts (id);
    create index on facts (xid)`,
  'pos, id, (xid, pos)': `create table facts (${COLUMNS}, primary key (pos)); create unique index on facts (id);
    create index on facts (xid, pos)`,
  'pos, id, (xid, pos), 1 partition': partitioned(1),
  'pos, id, (xid, pos), 8 partitions': partitioned(8),
};

export interface InsertCost {
  readonly layout: string;
  /** Processor time of the server, microseconds for one fact. */
  readonly singly: number;
  readonly byHundred: number;
  readonly indexBytes: number;
}

/** Blocks of inserts, a block in each layout by turns; commits do not wait for the disk, they cost the same everywhere. */
export async function insertCosts(connect: () => Promise<pg.Client>, blocks: number): Promise<InsertCost[]> {
  const trials = await Promise.all(
    Object.entries(LAYOUTS).map(async ([layout, tables], index) => {
      const client = await connect();
      await client.query(`create schema layout_${index}; set search_path = layout_${index}; ${tables}`);
      await client.query('set synchronous_commit = off');
      return {
        layout,
        client,
        processor: await ProcessorTime.of([client]),
        singly: 0,
        byHundred: 0,
        schema: `layout_${index}`,
      };
    }),
  );
  const text = INSERT_FACTS.replace('messaging.facts', 'facts');
  const singles = 200;
  const batches = 10;
  const hundred = Array.from({ length: 100 }, (_, n) => n);
  let written = 0;
  for (let block = -1; block < blocks; block++) {
    for (const trial of trials) {
      let before = trial.processor.nanoseconds();
      for (let n = 0; n < singles; n++)
        await trial.client.query({ name: 'one', text, values: [[`key-${n % 40}`], ['1']] });
      const singly = trial.processor.nanoseconds() - before;
      before = trial.processor.nanoseconds();
      for (let n = 0; n < batches; n++) {
        const values = [hundred.map((each) => `key-${each % 40}`), hundred.map(String)];
        await trial.client.query({ name: 'many', text, values });
      }
      if (block < 0) continue; // the first block warms up
      trial.singly += singly;
      trial.byHundred += trial.processor.nanoseconds() - before;
    }
    written += singles + batches * 100;
  }
  return Promise.all(
    trials.map(async ({ layout, client, singly, byHundred, schema }) => {
      const { rows } = await client.query<{ bytes: string }>(
        `select sum(pg_indexes_size(c.oid)) as bytes from pg_class c
         where c.relnamespace = '${schema}'::regnamespace and c.relkind = 'r' and pg_relation_size(c.oid) > 0`,
      );
      await client.query(`drop schema ${schema} cascade`);
      await client.end();
      return {
        layout,
        singly: singly / 1000 / (blocks * singles),
        byHundred: byHundred / 1000 / (blocks * batches * 100),
        indexBytes: Number(rows[0]?.bytes) / written,
      };
    }),
  );
}

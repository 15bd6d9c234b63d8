/**
 * Snapshot windows in depth: what its indexes, its ticks and its read cost, beside the least a log can cost.
 *
 *   node test/benchmarks/reading-schemes/in-depth.ts [--rounds 5] [--large 1000000] [--json result.json]
 *
 * Contestants take turns block by block or batch by batch on the same rows; the table shows medians over the rounds.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { insertCosts } from './in-depth/inserts.ts';
import { readCosts, type Stretch } from './in-depth/reads.ts';
import { tickCosts } from './in-depth/ticks.ts';
import { median } from '../measuring/statistics.ts';
import { PrivateServer } from './private-server.ts';
import { INSERT_FACTS } from './scheme.ts';
import { THE_LOG } from './schemes/windows.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    large: { type: 'string', default: '1000000' },
    json: { type: 'string' },
  },
});
const rounds = Number(options.rounds);
const large = Number(options.large);

async function append(client: pg.Client, facts: number): Promise<void> {
  for (let left = facts; left > 0; left -= 10_000) {
    const versions = Array.from({ length: Math.min(left, 10_000) }, (_, n) => String(n));
    await client.query(INSERT_FACTS, [versions.map((version) => `key-${Number(version) % 40}`), versions]);
  }
}

const tick = (client: pg.Client) => client.query('select messaging.tick()');

/** Writes one stretch of the log and says where it is. */
async function stretch(client: pg.Client, name: string, write: () => Promise<void>): Promise<Stretch> {
  const end = async () => {
    const { rows } = await client.query<{ tick: string; total: string }>(
      'select tick, total from messaging.ticks order by tick desc limit 1',
    );
    return { tick: Number(rows[0]?.tick), total: Number(rows[0]?.total) };
  };
  const before = await end();
  await write();
  const after = await end();
  return {
    name,
    tick: before.tick,
    lastTick: after.tick,
    firstPos: before.total + 1, // nobody rolls back here, so positions have no gaps
    facts: after.total - before.total,
    passes: after.total - before.total < 50_000 ? 5 : 1,
    allWays: after.tick - before.tick === 1,
  };
}

async function writeLog(client: pg.Client, other: pg.Client, largest: number): Promise<Stretch[]> {
  await client.query('set synchronous_commit = off');
  const tiny = async () => {
    for (let n = 0; n < 10_000; n++) {
      await append(client, 1 + (n % 3));
      await tick(client);
    }
  };
  const stretches = [
    await stretch(client, '10,000 windows of 1–3 facts, first in the log', tiny),
    await stretch(client, `one window of ${largest.toLocaleString('en')} facts`, async () => {
      await client.query('begin');
      await append(client, largest);
      await client.query('commit');
      await tick(client);
    }),
    await stretch(client, 'a late transaction of 100,000 facts among small windows', async () => {
      await other.query('begin');
      for (let n = 0; n < 10; n++) {
        await append(other, 10_000);
        await append(client, 100);
        await tick(client);
      }
      await other.query('commit');
      await append(client, 100);
      await tick(client);
    }),
    await stretch(client, '10,000 windows of 1–3 facts, last in the log', tiny),
  ];
  await client.query('reset synchronous_commit');
  await client.query('vacuum analyze');
  return stretches;
}

const PARTITIONS = 40;

/** The same log with its facts in partitions by position. */
async function partition(client: pg.Client, largest: number): Promise<void> {
  const width = Math.ceil((2 * (largest + 200_000)) / PARTITIONS);
  const parts = Array.from({ length: PARTITIONS }, (_, n) => {
    const range = `from (${1 + n * width}) to (${1 + (n + 1) * width})`;
    return `create table messaging.facts_${n} partition of messaging.facts for values ${range};`;
  });
  await client.query(`
    alter table messaging.facts rename to whole;
    drop index messaging.facts_by_xid;
    create table messaging.facts (like messaging.whole including defaults including identity, primary key (pos))
      partition by range (pos);
    create index facts_by_xid on messaging.facts (xid, pos);
    create index facts_by_id on messaging.facts (id);
    drop table messaging.whole;
    ${parts.join('')}`);
}

async function database(
  server: PrivateServer,
  name: string,
): Promise<{ client: pg.Client; other: pg.Client }> {
  const administrator = await server.connect();
  await administrator.query(`create database ${name}`);
  await administrator.end();
  const [client, other] = [await server.connect(name), await server.connect(name)];
  await client.query(THE_LOG);
  return { client, other };
}

const server = await PrivateServer.start();
try {
  console.error('inserts');
  const inserts = [];
  for (let round = 0; round < rounds; round++)
    inserts.push(...(await insertCosts(() => server.connect(), 15)));

  console.error('two logs');
  const whole = await database(server, 'whole');
  const stretches = await writeLog(whole.client, whole.other, large);
  const parted = await database(server, 'parted');
  await partition(parted.client, large / 5);
  const partedStretches = await writeLog(parted.client, parted.other, large / 5);

  console.error('reads');
  const reads = [];
  for (let round = 0; round < rounds; round++) {
    for (const each of stretches) reads.push(...(await readCosts(whole.client, each)));
    await whole.other.query('create table if not exists elsewhere (n int)');
    await whole.other.query('begin isolation level repeatable read');
    await whole.other.query('insert into elsewhere values (1)');
    for (const each of stretches.slice(-1)) {
      const name = `${each.name}, beside an unrelated open transaction`;
      reads.push(...(await readCosts(whole.client, { ...each, name })));
    }
    await whole.other.query('rollback');
    for (const each of partedStretches) {
      const name = `${each.name}, in ${PARTITIONS} partitions`;
      reads.push(...(await readCosts(parted.client, { ...each, name, allWays: false })));
    }
  }

  console.error('ticks');
  const ticks = [];
  for (let round = 0; round < rounds; round++) {
    ticks.push(...(await tickCosts(whole.client, whole.other, 500)));
    for (const each of await tickCosts(parted.client, parted.other, 500)) {
      ticks.push({ ...each, call: `${each.call}, ${PARTITIONS} partitions` });
    }
  }
  for (const { client, other } of [whole, parted]) await Promise.all([client.end(), other.end()]);

  const tables = {
    inserts: summarise(inserts, (each) => each.layout, ['singly', 'byHundred', 'indexBytes']),
    reads: summarise(reads, (each) => `${each.stretch}: ${each.way}`, ['microseconds', 'perSecond']),
    ticks: summarise(ticks, (each) => each.call, ['microseconds', 'medianMilliseconds']),
  };
  for (const table of Object.values(tables)) console.table(table);
  if (options.json !== undefined) {
    const machine = { processors: cpus().length, model: cpus()[0]?.model, node: process.version };
    writeFileSync(
      options.json,
      `${JSON.stringify({ machine, rounds, large, tables, inserts, reads, ticks }, null, 2)}
`,
    );
  }
} finally {
  await server.stop();
}

/** Medians of the named measures over all rounds, a row for each name. */
function summarise<T>(results: readonly T[], nameOf: (result: T) => string, measures: readonly (keyof T)[]) {
  const names = new Set(results.map(nameOf));
  return Object.fromEntries(
    [...names].map((name) => {
      const of = results.filter((result) => nameOf(result) === name);
      const middle = (measure: keyof T) =>
        Number(median(of.map((result) => Number(result[measure]))).toPrecision(4));
      return [name, Object.fromEntries(measures.map((measure) => [measure, middle(measure)]))];
    }),
  );
}

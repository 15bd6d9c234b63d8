/**
 * Snapshot windows in depth: what its indexes, its ticks and its read cost, beside the least a log can cost.
 *
 *   node test/benchmarks/reading-schemes/in-depth.ts [--rounds 5] [--large 1000000] [--windows 10000] [--json result.json]
 *
 * Contestants take turns block by block or batch by batch on the same rows; the table shows medians over the rounds.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { Clock } from '@boardwalk/domain';
import { Retention } from '@boardwalk/messaging';
import { Pools } from '@boardwalk/persistence';
import { scriptOptions, text, whole } from '@boardwalk/tooling/script-options.mjs';
import type pg from 'pg';
import { insertCosts } from './in-depth/inserts.ts';
import { readCosts, type Stretch } from './in-depth/reads.ts';
import { tickCosts } from './in-depth/ticks.ts';
import { median } from '../measuring/statistics.ts';
import { PrivateServer } from './private-server.ts';
import { INSERT_FACTS } from './scheme.ts';
import { THE_LOG, THE_LOG_WHOLE } from './schemes/windows.ts';

const { values: options } = scriptOptions('node test/benchmarks/reading-schemes/in-depth.ts', {
  rounds: whole(1, 5),
  large: whole(1, 1_000_000),
  windows: whole(1, 10_000),
  json: text('FILE'),
});
const { rounds, large, windows } = options;

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
    const { rows } = await client.query<{ tick: string; total: string; pos: string }>(
      `select tick, total, (select coalesce(max(pos), 0) from messaging.facts) as pos
       from messaging.ticks order by tick desc limit 1`,
    );
    return { tick: Number(rows[0]?.tick), total: Number(rows[0]?.total), pos: Number(rows[0]?.pos) };
  };
  const before = await end();
  await write();
  const after = await end();
  return {
    name,
    tick: before.tick,
    lastTick: after.tick,
    firstPos: before.pos + 1,
    facts: after.total - before.total,
    passes: after.total - before.total < 50_000 ? 5 : 1,
    allWays: after.tick - before.tick === 1,
  };
}

async function writeLog(
  client: pg.Client,
  other: pg.Client,
  largest: number,
  between: () => Promise<void>,
): Promise<Stretch[]> {
  await client.query('set synchronous_commit = off');
  const tiny = async () => {
    for (let n = 0; n < windows; n++) {
      await append(client, 1 + (n % 3));
      await tick(client);
    }
  };
  const writes: [string, () => Promise<void>][] = [
    [`${windows.toLocaleString('en')} windows of 1–3 facts, first in the log`, tiny],
    [
      `one window of ${largest.toLocaleString('en')} facts`,
      async () => {
        await client.query('begin');
        await append(client, largest);
        await client.query('commit');
        await tick(client);
      },
    ],
    [
      'a late transaction of 100,000 facts among small windows',
      async () => {
        await other.query('begin');
        for (let n = 0; n < 10; n++) {
          await append(other, 10_000);
          await append(client, 100);
          await tick(client);
        }
        await other.query('commit');
        await append(client, 100);
        await tick(client);
      },
    ],
    [`${windows.toLocaleString('en')} windows of 1–3 facts, last in the log`, tiny],
  ];
  const stretches: Stretch[] = [];
  for (const [name, write] of writes) {
    stretches.push(await stretch(client, name, write));
    await between();
  }
  await client.query('reset synchronous_commit');
  await client.query('vacuum analyze');
  return stretches;
}

/** As many as a log in use has for its retention: seven with facts, and the spare. */
const PARTITIONS = 8;

class Calendar extends Clock {
  private time = Date.now();

  now(): Date {
    return new Date(this.time);
  }

  turn(days: number): void {
    this.time += days * 86_400_000;
  }
}

/** Lets days go by, as many times as it takes for the log to have gone on in the next partition. */
function rotation(pools: Pools): () => Promise<void> {
  const calendar = new Calendar();
  const retention = new Retention(pools.main, calendar, 35);
  return async () => {
    calendar.turn(5.1);
    await retention.maintain();
    await retention.maintain();
  };
}

async function database(
  server: PrivateServer,
  name: string,
  log: string,
): Promise<{ client: pg.Client; other: pg.Client }> {
  const administrator = await server.connect();
  await administrator.query(`create database ${name}`);
  await administrator.end();
  const [client, other] = [await server.connect(name), await server.connect(name)];
  await client.query(log);
  return { client, other };
}

const server = await PrivateServer.start();
try {
  console.error('inserts');
  const inserts = [];
  for (let round = 0; round < rounds; round++)
    inserts.push(...(await insertCosts(() => server.connect(), 15)));

  console.error('two logs');
  const whole = await database(server, 'whole', THE_LOG_WHOLE);
  const stretches = await writeLog(whole.client, whole.other, large, async () => undefined);
  const parted = await database(server, 'parted', THE_LOG);
  const pools = new Pools({ url: server.addressOf('parted'), size: 1, applicationName: 'retention' });
  const rotate = rotation(pools);
  for (let n = 0; n < PARTITIONS - 5; n++) {
    await append(parted.client, 10_000);
    await tick(parted.client);
    await rotate();
  }
  // The last stretch stays in the partition that is written to.
  let rotations = 0;
  const partedStretches = await writeLog(parted.client, parted.other, large, async () => {
    if (++rotations < 4) await rotate();
  });
  await pools.end();

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

import type pg from 'pg';
import { ProcessorTime } from './processor-time.ts';
import type { PrivateServer } from './private-server.ts';
import { pause, type Chance } from './random.ts';
import type { Reader, ReadingScheme, SeenFact } from './scheme.ts';
import { judge, type Verdict } from './verdict.ts';
import { foundAggregates, HOSTILE_WRITERS, writeHostilely, writeInBatches, writeSingly } from './writers.ts';

export interface Sizes {
  readonly hostileTransactionsPerWriter: number;
  readonly singleFactsPerWriter: number;
  readonly batchesPerWriter: number;
  readonly agingCycles: number;
}

/** A fresh database with the scheme in it, its readers connected, everything gone at the end. */
export class Trial {
  readonly seen: SeenFact[] = [];
  readonly scheme: ReadingScheme;
  readonly server: PrivateServer;
  readonly database: string;
  readonly #clients: pg.Client[] = [];

  private constructor(scheme: ReadingScheme, server: PrivateServer, database: string) {
    this.scheme = scheme;
    this.server = server;
    this.database = database;
  }

  static async of<T>(
    scheme: ReadingScheme,
    server: PrivateServer,
    examine: (trial: Trial) => Promise<T>,
  ): Promise<T> {
    const database = `trial_${process.hrtime.bigint()}`;
    const administrator = await server.connect();
    await administrator.query(`create database ${database}`);
    const trial = new Trial(scheme, server, database);
    try {
      const owner = await trial.connect();
      await scheme.setUp(owner);
      await foundAggregates(owner);
      return await examine(trial);
    } finally {
      await trial.disconnect();
      await administrator.query(`drop database ${database} (force)`);
      await administrator.end();
    }
  }

  async connect(): Promise<pg.Client> {
    const client = await this.server.connect(this.database);
    this.#clients.push(client);
    return client;
  }

  connectMany(count: number): Promise<pg.Client[]> {
    return Promise.all(Array.from({ length: count }, () => this.connect()));
  }

  async disconnect(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.end()));
  }
}

/** Lets every reader read until `finished` and nothing more comes. */
async function readOn(readers: readonly Reader[], finished: () => boolean, idle: number): Promise<void> {
  await Promise.all(
    readers.map(async (reader) => {
      for (let empty = 0; empty < 4; ) {
        const mayEnd = finished();
        const delivered = await reader.read();
        if (delivered > 0) empty = 0;
        else {
          if (mayEnd) empty++;
          if (idle > 0) await pause(idle);
        }
      }
    }),
  );
}

/** Twelve hostile writers with the readers at work beside them: what is lost, repeated, out of order? */
export function hostile(
  scheme: ReadingScheme,
  server: PrivateServer,
  chance: Chance,
  sizes: Sizes,
  unrelatedTransaction: boolean,
): Promise<Verdict> {
  return Trial.of(scheme, server, async (trial) => {
    const readers = scheme.readers(await trial.connectMany(scheme.connections), async (facts) => {
      await pause(chance.fraction() * 3); // a broker or a handler is never at once
      trial.seen.push(...facts);
    });
    const unrelated = await trial.connect();
    if (unrelatedTransaction) await openUnrelated(unrelated);
    const clients = await trial.connectMany(HOSTILE_WRITERS);
    let written = false;
    const reading = readOn(readers, () => written, 1);
    await writeHostilely({ clients, chance, transactionsPerWriter: sizes.hostileTransactionsPerWriter });
    written = true;
    await reading;
    return judge(await trial.connect(), trial.seen);
  });
}

async function openUnrelated(client: pg.Client): Promise<void> {
  await client.query('create table if not exists elsewhere (n int)');
  await client.query('begin');
  await client.query('insert into elsewhere values (1)');
}

export interface Costs {
  readonly singleWritesPerSecond: number;
  readonly batchWritesPerSecond: number;
  readonly microsecondsPerSingleWrite: number;
  readonly microsecondsPerBatchWrite: number;
  readonly readsPerSecond: number;
  readonly microsecondsPerRead: number;
  readonly deadTuplesPerThousand: number;
}

/** Eight undisturbed writers, then the drain of what they wrote: rates and the server's processor time. */
export function costs(scheme: ReadingScheme, server: PrivateServer, sizes: Sizes): Promise<Costs> {
  return Trial.of(scheme, server, async (trial) => {
    const writers = await trial.connectMany(8);
    const writing = await ProcessorTime.of(writers);
    const warm = 50;
    await writeSingly(writers, warm);
    const single = await timed(writing, () => writeSingly(writers, sizes.singleFactsPerWriter));
    const batch = await timed(writing, () => writeInBatches(writers, sizes.batchesPerWriter, 100));
    const singles = writers.length * sizes.singleFactsPerWriter;
    const batches = writers.length * sizes.batchesPerWriter * 100;

    const connections = await trial.connectMany(scheme.connections);
    let delivered = 0;
    const readers = scheme.readers(connections, async (facts) => {
      delivered += facts.length;
    });
    const reading = await ProcessorTime.of(connections);
    const drain = await timed(reading, () => readOn(readers, () => true, 0));
    const expected = writers.length * warm + singles + batches;
    if (delivered !== expected) throw new Error(`${scheme.name}: drained ${delivered} of ${expected} facts`);

    const administrator = await server.connect();
    await trial.disconnect(); // a session reports its dead tuples when it ends
    const observer = await trial.connect();
    const { rows } = await observer.query<{ dead: string }>(
      "select coalesce(sum(n_dead_tup), 0) as dead from pg_stat_user_tables where schemaname = 'messaging'",
    );
    await administrator.end();
    return {
      singleWritesPerSecond: singles / single.seconds,
      batchWritesPerSecond: batches / batch.seconds,
      microsecondsPerSingleWrite: single.microseconds / singles,
      microsecondsPerBatchWrite: batch.microseconds / batches,
      readsPerSecond: expected / drain.seconds,
      microsecondsPerRead: drain.microseconds / expected,
      deadTuplesPerThousand: (Number(rows[0]?.dead) / expected) * 1000,
    };
  });
}

async function timed(processor: ProcessorTime, work: () => Promise<void>) {
  const used = processor.nanoseconds();
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1000;
  return { seconds, microseconds: (processor.nanoseconds() - used) / 1000 };
}

export type Elsewhere = 'nowhere' | 'same database' | 'another database';

/** A thousand facts while an unrelated transaction stays open: how many arrive before it ends? */
export function underUnrelatedTransaction(
  scheme: ReadingScheme,
  server: PrivateServer,
  where: Elsewhere,
): Promise<number> {
  return Trial.of(scheme, server, async (trial) => {
    let delivered = 0;
    const readers = scheme.readers(await trial.connectMany(scheme.connections), async (facts) => {
      delivered += facts.length;
    });
    const unrelated = where === 'another database' ? await server.connect() : await trial.connect();
    if (where !== 'nowhere') await openUnrelated(unrelated);
    const writers = await trial.connectMany(4);
    let waited = false;
    const reading = readOn(readers, () => waited, 2);
    await writeInBatches(writers, 25, 10);
    await pause(300);
    const before = delivered;
    waited = true;
    await reading;
    await unrelated.query('rollback');
    if (where === 'another database') await unrelated.end();
    return before;
  });
}

/** Facts written and drained again and again under one long snapshot: the drain's last quarter against its first. */
export function aging(scheme: ReadingScheme, server: PrivateServer, sizes: Sizes): Promise<number> {
  return Trial.of(scheme, server, async (trial) => {
    const [writer, snapshot] = [await trial.connect(), await trial.connect()];
    const connections = await trial.connectMany(scheme.connections);
    const readers = scheme.readers(connections, async () => {});
    const processor = await ProcessorTime.of(connections);
    await snapshot.query('begin isolation level repeatable read');
    await snapshot.query('select count(*) from messaging.facts');
    const drains: number[] = [];
    for (let cycle = 0; cycle < sizes.agingCycles; cycle++) {
      await writeInBatches([writer], 10, 100, 1 + cycle * 1000);
      drains.push((await timed(processor, () => readOn(readers, () => true, 0))).microseconds);
    }
    await snapshot.query('commit');
    const quarter = Math.floor(drains.length / 4);
    const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
    return mean(drains.slice(1, 1 + quarter)) / mean(drains.slice(-quarter)); // the very first one also plans
  });
}

import type pg from 'pg';
import { ProcessorTime, timed } from '../measuring/processor-time.ts';
import type { PrivateServer } from './private-server.ts';
import { pause, type Chance } from './random.ts';
import type { ReadingScheme } from './scheme.ts';
import { readOn, Trial } from './trial.ts';
import { judge, type Verdict } from './verdict.ts';
import { HOSTILE_WRITERS, writeHostilely, writeInBatches } from './writers.ts';

/** Twelve hostile writers with the readers at work beside them: what is lost, repeated, out of order? */
export function hostile(
  scheme: ReadingScheme,
  server: PrivateServer,
  chance: Chance,
  transactionsPerWriter: number,
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
    const reading = readOn(readers, () => written, 1, 4);
    await writeHostilely({ clients, chance, transactionsPerWriter });
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
    const reading = readOn(readers, () => waited, 2, 2);
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
export function aging(scheme: ReadingScheme, server: PrivateServer, cycles: number): Promise<number> {
  return Trial.of(scheme, server, async (trial) => {
    const [writer, snapshot] = [await trial.connect(), await trial.connect()];
    const connections = await trial.connectMany(scheme.connections);
    const readers = scheme.readers(connections, async () => {});
    const processor = await ProcessorTime.of(connections);
    await snapshot.query('begin isolation level repeatable read');
    await snapshot.query('select count(*) from messaging.facts');
    const drains: number[] = [];
    for (let cycle = 0; cycle < cycles; cycle++) {
      await writeInBatches([writer], 10, 100, 1 + cycle * 1000);
      drains.push((await timed(processor, () => readOn(readers, () => true, 0, 2))).microseconds);
    }
    await snapshot.query('commit');
    const quarter = Math.floor(drains.length / 4);
    const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
    return mean(drains.slice(1, 1 + quarter)) / mean(drains.slice(-quarter)); // the very first one also plans
  });
}

import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@boardwalk/embedded-postgres';
import pg from 'pg';
import { boardwalk } from './boardwalk.ts';
import { pgBoss } from './boss.ts';
import { type Contender, workTable } from './contender.ts';
import { graphile } from './graphile.ts';
import { rawLog } from './raw-log.ts';
import { compare, median } from './ratio.ts';

/**
 * P3 and P4: what publishing one fact costs, beside graphile-worker, pg-boss and the bare log.
 *
 *     node test/benchmarks/publishing/run.ts [--rounds 9] [--messages 4000] [--json FILE]
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    messages: { type: 'string', default: '4000' },
    json: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const messages = Number(values.messages);
const clients = 8;

/** Runs `count` calls from `clients` at once; seconds until `done`. */
async function timed(
  call: (n: number) => Promise<void>,
  count: number,
  done: () => Promise<void>,
): Promise<number> {
  const start = process.hrtime.bigint();
  let next = 0;
  const client = async () => {
    for (let n = next++; n < count; n = next++) await call(n);
  };
  await Promise.all(Array.from({ length: clients }, client));
  await done();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

const directory = await mkdtemp(join(tmpdir(), 'publishing-'));
const server = await startEmbeddedPostgres({ directory, durable: true, log: () => undefined });
try {
  const database = async (name: string): Promise<string> => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    const url = new URL(server.url);
    url.pathname = name;
    const own = new pg.Client({ connectionString: url.href });
    await own.connect();
    await own.query(workTable);
    await own.end();
    return url.href;
  };

  const writer = await boardwalk(await database('writer'), []);
  const ours = await boardwalk(await database('ours'));
  const raw = await rawLog(await database('raw'));
  const contenders: Contender[] = [
    ours,
    raw,
    await graphile(await database('graphile'), false),
    await graphile(await database('graphile_tuned'), true),
    await pgBoss(await database('boss'), false),
    await pgBoss(await database('boss_tuned'), true),
  ];

  const rates: Record<string, number[]> = {};
  const measure = async (
    label: string,
    contender: Contender,
    call: (n: number) => Promise<void>,
    count: number,
    consumes: boolean,
  ) => {
    contender.reset();
    const seconds = await timed(call, count, () =>
      consumes ? contender.consumed(count) : Promise.resolve(),
    );
    (rates[label] ??= []).push(count / seconds);
  };
  // As shipped, a peer that polls every two seconds needs minutes for what others do in one second.
  const countFor = ({ name }: Contender) => (name === 'pg-boss' ? Math.min(messages, 2) : messages);

  for (let round = -1; round < rounds; round += 1) {
    if (round === 0) for (const label of Object.keys(rates)) delete rates[label]; // the round before was a warm-up
    await measure('P3 no fact', writer, (n) => writer.work(n), messages, false);
    await measure('P3 one fact', writer, (n) => writer.publishWithWork(n), messages, false);
    await measure('P3 by hand', raw, (n) => raw.publishWithWork(n), messages, false);
    for (const each of contenders) {
      await measure(`P4a ${each.name}`, each, (n) => each.publish(n), countFor(each), true);
      await measure(`P4b ${each.name}`, each, (n) => each.publishWithWork(n), countFor(each), true);
    }
    console.error(`round ${round + 1} of ${rounds}`);
  }
  for (const each of [writer, ...contenders]) await each.stop();

  console.log(
    `${messages} messages, ${clients} clients, medians of ${rounds} rounds, messages per second until consumed`,
  );
  for (const [label, each] of Object.entries(rates))
    console.log(`${label.padEnd(34)} ${Math.round(median(each)).toString().padStart(7)}`);
  const ratios = [
    compare('P3 one fact / no fact', rates, 'P3 one fact', 'P3 no fact', 0.85),
    compare('P3 one fact / by hand', rates, 'P3 one fact', 'P3 by hand', 0.95),
    compare('P4a / graphile-worker, tuned', rates, 'P4a boardwalk', 'P4a graphile-worker, tuned', 5),
    compare('P4a / graphile-worker', rates, 'P4a boardwalk', 'P4a graphile-worker', 5),
    compare('P4a / pg-boss, tuned', rates, 'P4a boardwalk', 'P4a pg-boss, tuned', 5),
    compare('P4a / raw log', rates, 'P4a boardwalk', 'P4a raw log + cursor', 0.85),
    compare('P4b / graphile-worker, tuned', rates, 'P4b boardwalk', 'P4b graphile-worker, tuned', 2.5),
    compare('P4b / graphile-worker', rates, 'P4b boardwalk', 'P4b graphile-worker', 2.5),
    compare('P4b / pg-boss, tuned', rates, 'P4b boardwalk', 'P4b pg-boss, tuned', 2.5),
  ];
  console.log('\nratio                             median   95 % interval   target');
  for (const { name, middle, low, high, target } of ratios) {
    console.log(
      `${name.padEnd(33)} ${middle.toFixed(2).padStart(6)}   ${low.toFixed(2)} … ${high.toFixed(2)}   ≥ ${target}`,
    );
  }
  if (values.json !== undefined)
    writeFileSync(values.json, JSON.stringify({ messages, clients, rounds, rates, ratios }, null, 2));
} finally {
  await server.stop();
  for (const each of new Set([directory, server.directory])) await rm(each, { recursive: true, force: true });
}

/**
 * Which scheme may read the log? Six of them under hostile writers, on a private PostgreSQL.
 *
 *   node test/benchmarks/reading-schemes/run.ts [--rounds 5] [--facts 8000] [--json result.json]
 *
 * Each round runs every scheme in another order; the table shows medians over the rounds, the counts of lost,
 * repeated and misplaced facts are sums.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { scriptOptions, text, whole } from '@boardwalk/tooling/script-options.mjs';
import { costs, type Costs } from './costs.ts';
import { aging, hostile, underUnrelatedTransaction } from './faults.ts';
import { median } from '../measuring/statistics.ts';
import { PrivateServer } from './private-server.ts';
import { Chance } from './random.ts';
import type { ReadingScheme } from './scheme.ts';
import { guardedPositionCursor, guardedTransactionCursor, positionCursor } from './schemes/cursors.ts';
import { sequencer } from './schemes/sequencer.ts';
import { skipLocked } from './schemes/skip-locked.ts';
import { windows } from './schemes/windows.ts';
import type { Verdict } from './verdict.ts';

const SCHEMES = [
  positionCursor,
  guardedPositionCursor,
  guardedTransactionCursor,
  skipLocked,
  sequencer,
  windows,
];

interface Round {
  readonly scheme: string;
  readonly hostile: Verdict;
  readonly hostileBesideUnrelated: Verdict;
  readonly costs: Costs;
  readonly deliveredOfThousand: {
    readonly undisturbed: number;
    readonly sameDatabase: number;
    readonly anotherDatabase: number;
  };
  readonly drainUnderLongSnapshot: number;
}

const { values: options } = scriptOptions('node test/benchmarks/reading-schemes/run.ts', {
  rounds: whole(1, 5),
  facts: whole(1, 8_000),
  json: text('FILE'),
  seed: whole(0, 20),
});
const { rounds, facts } = options;
const transactionsPerWriter = Math.ceil(facts / 12 / 3.7); // 3.7 committed facts in a mean transaction
const costBlocks = Math.ceil(facts / 1000);
const agingCycles = 40;

async function examine(
  scheme: ReadingScheme,
  server: PrivateServer,
  seed: number,
): Promise<Omit<Round, 'costs'>> {
  const write = (unrelated: boolean) =>
    hostile(scheme, server, new Chance(seed), transactionsPerWriter, unrelated);
  return {
    scheme: scheme.name,
    hostile: await write(false),
    hostileBesideUnrelated: await write(true),
    deliveredOfThousand: {
      undisturbed: await underUnrelatedTransaction(scheme, server, 'nowhere'),
      sameDatabase: await underUnrelatedTransaction(scheme, server, 'same database'),
      anotherDatabase: await underUnrelatedTransaction(scheme, server, 'another database'),
    },
    drainUnderLongSnapshot: await aging(scheme, server, agingCycles),
  };
}

function summary(of: readonly Round[]) {
  const share = (pick: (verdict: Verdict) => number, verdict: (round: Round) => Verdict) => {
    const sum = (from: (verdict: Verdict) => number) =>
      of.reduce((total, round) => total + from(verdict(round)), 0);
    return Number(((100 * sum(pick)) / sum((each) => each.committed)).toFixed(2));
  };
  const middle = (pick: (round: Round) => number, digits = 0) => Number(median(of.map(pick)).toFixed(digits));
  return {
    'lost %': share(
      (v) => v.lost,
      (r) => r.hostile,
    ),
    repeated: of.reduce(
      (sum, round) => sum + round.hostile.repeated + round.hostileBesideUnrelated.repeated,
      0,
    ),
    'order broken %': share(
      (v) => v.outOfOrder,
      (r) => r.hostile,
    ),
    'not delivered %, unrelated open': share(
      (v) => v.lost,
      (r) => r.hostileBesideUnrelated,
    ),
    'order broken %, unrelated open': share(
      (v) => v.outOfOrder,
      (r) => r.hostileBesideUnrelated,
    ),
    facts: of.reduce(
      (sum, round) => sum + round.hostile.committed + round.hostileBesideUnrelated.committed,
      0,
    ),
    'written/s singly': middle((r) => r.costs.singleWritesPerSecond),
    'written/s by 100': middle((r) => r.costs.batchWritesPerSecond),
    'read/s': middle((r) => r.costs.readsPerSecond),
    'µs/write singly': middle((r) => r.costs.microsecondsPerSingleWrite, 1),
    'µs/write by 100': middle((r) => r.costs.microsecondsPerBatchWrite, 1),
    'µs/read': middle((r) => r.costs.microsecondsPerRead, 1),
    'dead tuples/1000': middle((r) => r.costs.deadTuplesPerThousand),
    'of 1000, undisturbed': middle((r) => r.deliveredOfThousand.undisturbed),
    'of 1000, open in same db': middle((r) => r.deliveredOfThousand.sameDatabase),
    'of 1000, open in other db': middle((r) => r.deliveredOfThousand.anotherDatabase),
    'drain under long snapshot': middle((r) => r.drainUnderLongSnapshot, 2),
  };
}

const server = await PrivateServer.start();
const results: Round[] = [];
try {
  for (let round = 0; round < rounds; round++) {
    const turns = SCHEMES.map((_, turn) => SCHEMES[(round + turn) % SCHEMES.length]).filter(
      (each) => each !== undefined,
    );
    const measured = await costs(turns, server, costBlocks);
    for (const scheme of turns) {
      const cost = measured.get(scheme.name);
      if (cost === undefined) throw new Error(`${scheme.name} was not measured`);
      const result = { ...(await examine(scheme, server, options.seed + round)), costs: cost };
      results.push(result);
      console.error(`round ${round + 1}/${rounds} · ${scheme.name}: ${JSON.stringify(result.hostile)}`);
    }
  }
} finally {
  await server.stop();
}

const medians = Object.fromEntries(
  SCHEMES.map(({ name }) => [name, summary(results.filter((result) => result.scheme === name))]),
);
const measures = Object.keys(Object.values(medians)[0] ?? {}) as (keyof ReturnType<typeof summary>)[];
console.table(
  Object.fromEntries(
    measures.map((measure) => [
      measure,
      Object.fromEntries(SCHEMES.map(({ name }) => [name, medians[name]?.[measure]])),
    ]),
  ),
);
if (options.json !== undefined) {
  const machine = { processors: cpus().length, model: cpus()[0]?.model, node: process.version };
  writeFileSync(options.json, `${JSON.stringify({ machine, rounds, facts, medians, results }, null, 2)}\n`);
}

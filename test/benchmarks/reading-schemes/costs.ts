import { median } from '../measuring/statistics.ts';
import type { PrivateServer } from './private-server.ts';
import { ProcessorTime, timed, type Spent } from '../measuring/processor-time.ts';
import type { ReadingScheme } from './scheme.ts';
import { readOn, Trial } from './trial.ts';
import { writeInBatches } from './writers.ts';

const WRITERS = 8;
const SINGLES = 40;
const BATCHES = 10;
const SINGLY = WRITERS * SINGLES;
const BY_HUNDRED = WRITERS * BATCHES * 100;
const WRITTEN = SINGLY + BY_HUNDRED;

export interface Costs {
  readonly singleWritesPerSecond: number;
  readonly batchWritesPerSecond: number;
  readonly microsecondsPerSingleWrite: number;
  readonly microsecondsPerBatchWrite: number;
  readonly readsPerSecond: number;
  readonly microsecondsPerRead: number;
  readonly deadTuplesPerThousand: number;
}

/**
 * Eight undisturbed writers, then the drain of what they wrote, block after block, the schemes in turns: whatever else
 * the machine does in the meantime, it does to all of them.
 */
export async function costs(
  schemes: readonly ReadingScheme[],
  server: PrivateServer,
  blocks: number,
): Promise<Map<string, Costs>> {
  const contestants = await Promise.all(schemes.map((scheme) => Contestant.enter(scheme, server)));
  try {
    for (let block = 0; block <= blocks; block++) {
      for (const contestant of contestants) await contestant.play(block);
    }
    const results = new Map<string, Costs>();
    for (const contestant of contestants) results.set(contestant.name, await contestant.costs());
    return results;
  } finally {
    for (const contestant of contestants) await contestant.leave();
  }
}

type Block = (number: number) => Promise<{ single: Spent; batch: Spent; drain: Spent }>;

class Contestant {
  readonly #trial: Trial;
  readonly #play: Block;
  readonly #singles: Spent[] = [];
  readonly #batches: Spent[] = [];
  readonly #drains: Spent[] = [];

  private constructor(trial: Trial, play: Block) {
    this.#trial = trial;
    this.#play = play;
  }

  static async enter(scheme: ReadingScheme, server: PrivateServer): Promise<Contestant> {
    const trial = await Trial.open(scheme, server);
    const writers = await trial.connectMany(WRITERS);
    const connections = await trial.connectMany(scheme.connections);
    let delivered = 0;
    const readers = scheme.readers(connections, async (facts) => {
      delivered += facts.length;
    });
    const [writing, reading] = [await ProcessorTime.of(writers), await ProcessorTime.of(connections)];
    return new Contestant(trial, async (block) => {
      delivered = 0;
      const single = await timed(writing, () => writeInBatches(writers, SINGLES, 1, 1 + block * SINGLES));
      const batch = await timed(writing, () =>
        writeInBatches(writers, BATCHES, 100, 1 + block * BATCHES * 100),
      );
      const drain = await timed(reading, () => readOn(readers, () => delivered >= WRITTEN, 10, 1));
      if (delivered !== WRITTEN) throw new Error(`${scheme.name}: drained ${delivered} of ${WRITTEN} facts`);
      return { single, batch, drain };
    });
  }

  get name(): string {
    return this.#trial.scheme.name;
  }

  async play(block: number): Promise<void> {
    const { single, batch, drain } = await this.#play(block);
    if (block === 0) return; // the first block warms up
    this.#singles.push(single);
    this.#batches.push(batch);
    this.#drains.push(drain);
  }

  async costs(): Promise<Costs> {
    await this.#trial.disconnect(); // a session reports its dead tuples when it ends
    const observer = await this.#trial.connect();
    const { rows } = await observer.query<{ dead: string }>(
      "select coalesce(sum(n_dead_tup), 0) as dead from pg_stat_user_tables where schemaname = 'messaging'",
    );
    const middle = (spent: readonly Spent[], what: keyof Spent) => median(spent.map((each) => each[what]));
    return {
      singleWritesPerSecond: SINGLY / middle(this.#singles, 'seconds'),
      batchWritesPerSecond: BY_HUNDRED / middle(this.#batches, 'seconds'),
      microsecondsPerSingleWrite: middle(this.#singles, 'microseconds') / SINGLY,
      microsecondsPerBatchWrite: middle(this.#batches, 'microseconds') / BY_HUNDRED,
      readsPerSecond: WRITTEN / middle(this.#drains, 'seconds'),
      microsecondsPerRead: middle(this.#drains, 'microseconds') / WRITTEN,
      deadTuplesPerThousand: (Number(rows[0]?.dead) / (WRITTEN * (1 + this.#drains.length))) * 1000,
    };
  }

  leave(): Promise<void> {
    return this.#trial.close();
  }
}

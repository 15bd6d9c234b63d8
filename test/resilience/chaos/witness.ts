import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseAway } from '@boardwalk/persistence';
import pg from 'pg';

/** Longest time that the database may stay away. */
const patienceMs = 60_000;
const againMs = 50;

/** Rows that the witness reads of the log at a time. */
const readingSize = 5_000;

/** Does it again while the database restarts. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error) || performance.now() > deadline) throw error;
      await pause(againMs);
    }
  }
}

/** Where a lane of a subscription stands, as its row says. */
export interface Place {
  readonly name: string;
  readonly bucket: number;
  readonly owner: string | null;
  readonly epoch: number;
  readonly tick: number;
  readonly pos: number;
}

/** Looks at the database from outside, whatever happens to the pipeline and the server. */
export class Witness {
  private readonly pool: pg.Pool;

  constructor(url: string) {
    this.pool = new pg.Pool({ connectionString: url, max: 8, application_name: 'chaos witness' });
    // Connections break whenever the server is restarted.
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** After the migrations. */
  async install(): Promise<void> {
    await this.pool.query(await readFile(new URL('witness.sql', import.meta.url), 'utf8'));
  }

  /** A read, or a write that may happen twice. */
  async rows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await patiently(() => this.pool.query<Row>(text, [...values]))).rows;
  }

  async one<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row> {
    const [row] = await this.rows<Row>(text, values);
    if (row === undefined) throw new Error(`Nothing was answered to ${text}`);
    return row;
  }

  /** @param owner only what this process holds */
  places(owner?: string): Promise<Place[]> {
    return this.rows<Place>(
      `SELECT name, bucket, owner, epoch::int, tick::int, pos::int FROM messaging.subscriptions
       WHERE $1::text IS NULL OR owner = $1`,
      [owner ?? null],
    );
  }

  /** Who held a lane of late, from when on and how far. */
  async reigns({ name, bucket }: Pick<Place, 'name' | 'bucket'>, sinceMs: number): Promise<string[]> {
    const reigns = await this.rows<{ owner: string; epoch: number; from: number; to: number; moves: number }>(
      `SELECT owner, epoch::int, min($3 - age)::int AS from, max($3 - age)::int AS to, count(DISTINCT (tick, pos))::int AS moves
       FROM (SELECT *, extract(epoch FROM clock_timestamp() - at) * 1000 AS age FROM witness.moves
         WHERE subscription = $1 AND bucket = $2 AND owner IS NOT NULL) m
       WHERE age < $3::int GROUP BY owner, epoch ORDER BY epoch`,
      [name, bucket, Math.round(sinceMs)],
    );
    return reigns.map(
      ({ owner, epoch, from, to, moves }) =>
        `epoch ${epoch} of ${owner} from ${from} to ${to} ms at ${moves} places`,
    );
  }

  /** Reads on in the log from where it last stood. Its place and what it read commit together. */
  async readOn(): Promise<void> {
    await this.rows(
      `INSERT INTO witness.readings (tick, pos, id)
       SELECT f.tick, f.pos, f.id FROM messaging.facts_after(
         coalesce((SELECT tick FROM witness.readings ORDER BY place DESC LIMIT 1), 0),
         coalesce((SELECT pos FROM witness.readings ORDER BY place DESC LIMIT 1), 0), ${readingSize}) f`,
    );
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

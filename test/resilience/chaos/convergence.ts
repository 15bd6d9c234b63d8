import { NotYet, notYet, until } from '@boardwalk/testing/until';
import type { Witness } from './witness.ts';

/** After it nothing more is expected to happen. */
const stallMs = 60_000;

/** Waits until everything that could happen has happened. */
export class Convergence {
  private readonly witness: Witness;
  private readonly takes: [string[], string[]];

  constructor(witness: Witness, subscriptions: Readonly<Record<string, readonly string[]>>) {
    this.witness = witness;
    const pairs = Object.entries(subscriptions).flatMap(([name, types]) =>
      types.map((type) => [name, type] as const),
    );
    this.takes = [pairs.map(([name]) => name), pairs.map(([, type]) => type)];
  }

  /** All but what is parked, what waits behind it, and what was passed over. Milliseconds; undefined when it never came. */
  untilStandstill(since: number): Promise<number | undefined> {
    return this.measured(since, ['parked', 'waiting', 'skipped']);
  }

  /** All but what was passed over, and every promised letter. */
  async untilEnd(since: number): Promise<number | undefined> {
    return this.measured(since, ['skipped']);
  }

  private async measured(since: number, dead: readonly string[]): Promise<number | undefined> {
    const { expected } = await this.witness.one<{ expected: number }>(
      `SELECT count(*)::int AS expected FROM chaos.changes
       JOIN unnest($1::text[], $2::text[]) AS takes (subscription, type) USING (type)`,
      this.takes,
    );
    const look = async (): Promise<number | NotYet> => {
      const now = await this.witness.one<{ effects: number; dead: number; letters: number; retries: number }>(
        `SELECT (SELECT count(*) FROM chaos.effects)::int AS effects,
          (SELECT count(*) FROM messaging.deliveries WHERE state = ANY($1))::int AS dead,
          (SELECT count(*) FROM messaging.deliveries WHERE state = 'retry')::int AS retries,
          (SELECT count(*) FROM chaos.letters WHERE status IN ('queued', 'sending'))::int AS letters`,
        [dead],
      );
      const done = now.effects + now.dead >= expected && now.retries === 0 && now.letters === 0;
      return done ? performance.now() - since : notYet(now);
    };
    try {
      return await until('everything to be delivered', look, { stallMs, everyMs: 100 });
    } catch {
      // Never: the verdict on convergence says so, and those on what is missing say what.
      return undefined;
    }
  }
}

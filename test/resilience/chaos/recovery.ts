import { notYet, until } from '@boardwalk/testing/until';
import type { Place, Witness } from './witness.ts';

/** What took longer deserves a story. */
const longMs = 5_000;

/** Also a busy machine starts a process within it. */
const stallMs = 60_000;

export type Fault = 'kill' | 'freeze' | 'restart';

export interface Recovery {
  readonly fault: Fault;
  /** A subscription with its bucket. */
  readonly lane: string;
  readonly ms: number;
  /** Who held the lane meanwhile, where it took long. */
  readonly story: readonly string[];
}

/** How long subscriptions stood still after each fault. */
export class Recoveries {
  readonly all: Recovery[] = [];
  /** When the server was taken away, and when it was back; what falls into it is not a kill's or a freeze's own. */
  private readonly outages: { from: number; to: number }[] = [];
  private readonly witness: Witness;

  constructor(witness: Witness) {
    this.witness = witness;
  }

  /** Notes for each subscription when it moved on from its place; after a kill or a freeze under another epoch. */
  async note(fault: Fault, since: number, places: readonly Place[]): Promise<void> {
    await Promise.all(
      places.map(async (place) => {
        await this.movedOn(place, fault !== 'restart');
        const now = performance.now();
        if (fault !== 'restart' && this.outages.some(({ from, to }) => from < now && to > since)) return;
        const ms = now - since;
        const story = ms > longMs ? await this.witness.reigns(place, performance.now() - since) : [];
        this.all.push({ fault, lane: `${place.name} [${place.bucket}]`, ms, story });
      }),
    );
  }

  /** Runs what takes the server away. */
  async outage(work: () => Promise<void>): Promise<void> {
    const outage = { from: performance.now(), to: Number.POSITIVE_INFINITY };
    this.outages.push(outage);
    await work();
    outage.to = performance.now();
  }

  quantile(fault: Fault, share: number): number | undefined {
    const sorted = this.all
      .filter((each) => each.fault === fault)
      .map(({ ms }) => ms)
      .sort((a, b) => a - b);
    return sorted[Math.ceil(share * sorted.length) - 1];
  }

  slowest(fault: Fault): readonly Recovery[] {
    return this.all.filter((each) => each.fault === fault).sort((a, b) => b.ms - a.ms);
  }

  private async movedOn({ name, bucket, epoch, tick, pos }: Place, underAnother: boolean): Promise<void> {
    await until(
      `${name} [${bucket}] to move on`,
      async () => {
        const places = await this.witness.places();
        const now = places.find((place) => place.name === name && place.bucket === bucket);
        if (now === undefined) return notYet();
        const moved = now.tick > tick || (now.tick === tick && now.pos > pos);
        return moved && (!underAnother || now.epoch > epoch)
          ? 'moved'
          : notYet([now.epoch, now.tick, now.pos]);
      },
      { stallMs, everyMs: 30 },
    );
  }
}

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

/** From a blow until a lane went on after it. */
interface Standstill {
  readonly fault: Fault;
  readonly lane: string;
  readonly from: number;
  to: number;
}

/** How long lanes stood still after each fault. */
export class Recoveries {
  readonly all: Recovery[] = [];
  /** Lanes that met two faults at once: how long that took is neither's own. */
  disturbed = 0;
  private readonly standstills: Standstill[] = [];
  /** While the server was away, or lanes had not yet gone on after it. */
  private readonly outages: { from: number; to: number }[] = [];
  private readonly witness: Witness;

  constructor(witness: Witness) {
    this.witness = witness;
  }

  /** Runs what takes the server away. */
  async outage(work: () => Promise<void>): Promise<void> {
    const outage = { from: performance.now(), to: Number.POSITIVE_INFINITY };
    this.outages.push(outage);
    await work();
    outage.to = performance.now();
  }

  /**
   * Notes for each lane when it moved on from its place: under another epoch, or under its own from `ownFrom` on, when its
   * holder runs again and nobody has taken the lane from it.
   */
  async note(
    fault: Fault,
    since: number,
    places: readonly Place[],
    ownFrom = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    const standstills = places.map((place) => {
      const lane = `${place.name} [${place.bucket}]`;
      return { fault, lane, from: since, to: Number.POSITIVE_INFINITY, place };
    });
    this.standstills.push(...standstills);
    await Promise.all(
      standstills.map(async (standstill) => {
        const { lane, place } = standstill;
        await this.movedOn(place, ownFrom);
        standstill.to = performance.now();
        const ms = standstill.to - since;
        if (this.isDisturbed(standstill)) this.disturbed += 1;
        else
          this.all.push({ fault, lane, ms, story: ms > longMs ? await this.witness.reigns(place, ms) : [] });
      }),
    );
  }

  private isDisturbed({ fault, lane, from, to }: Standstill): boolean {
    const meanwhile = (other: { from: number; to: number }) => other.from < to && other.to > from;
    if (fault !== 'restart') return this.outages.some(meanwhile);
    return this.standstills.some((other) => other.fault !== fault && other.lane === lane && meanwhile(other));
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

  private async movedOn({ name, bucket, epoch, tick, pos }: Place, ownFrom: number): Promise<void> {
    await until(
      `${name} [${bucket}] to move on`,
      async () => {
        const places = await this.witness.places();
        const now = places.find((place) => place.name === name && place.bucket === bucket);
        if (now === undefined) return notYet();
        const moved = now.tick > tick || (now.tick === tick && now.pos > pos);
        const counts = now.epoch > epoch || performance.now() > ownFrom;
        return moved && counts ? 'moved' : notYet(now.epoch);
      },
      { stallMs, everyMs: 30 },
    );
  }
}

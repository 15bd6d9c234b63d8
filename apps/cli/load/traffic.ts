import { Chance } from '../history/chance.js';
import { arrivals, type Shape } from './arrivals.js';
import { doing } from './deeds.js';
import { drawn, type Mix } from './mix.js';
import { Ended, Idle, type Stage } from './stage.js';
import type { Tallies } from './tally.js';

/** More than this many deeds under way are no load any more but a heap: what comes then is counted as failed. */
const mostUnderWay = 2_000;

export interface Plan {
  /** Arrivals a second. */
  readonly rate: number;
  readonly shape: Shape;
  readonly mix: Mix;
  readonly seed: number;
  /** Milliseconds. */
  readonly span: number;
}

/** Lets deeds arrive as the schedule says, whatever becomes of the earlier ones. */
export class Traffic {
  private readonly underWay = new Set<Promise<void>>();
  readonly stage: Stage;

  constructor(
    stage: Omit<Stage, 'follow'>,
    readonly tallies: Tallies,
  ) {
    const follow = (name: string, deed: () => Promise<void>) =>
      this.begin(name, stage.time.now(), () => deed());
    this.stage = { ...stage, follow };
  }

  get busy(): number {
    return this.underWay.size;
  }

  /** @param stop ends it early; what has begun goes on */
  async run(plan: Plan, stop: AbortSignal, onArrival: (elapsed: number) => void): Promise<void> {
    const { time } = this.stage;
    const chance = new Chance(plan.seed);
    const startedAt = time.now();
    for (const at of arrivals(chance, plan.rate, plan.shape)) {
      if (at >= plan.span) break;
      const deed = drawn(chance, plan.mix);
      const due = startedAt + at;
      for (let left = due - time.now(); left > 0 && !stop.aborted; left = due - time.now())
        await time.pause(left, stop);
      if (stop.aborted) break;
      onArrival(time.now() - startedAt);
      this.begin(deed, due, () => doing[deed](this.stage));
    }
    await time.pause(Math.max(0, startedAt + plan.span - time.now()), stop);
  }

  /** Until everything that was begun has ended, and what followed from it. */
  async settled(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  /** @param due from when on it is measured: a deed that had to wait for its turn has waited */
  private begin(name: string, due: number, deed: () => Promise<unknown>): void {
    const { tallies } = this;
    if (this.underWay.size >= mostUnderWay) {
      tallies.of(name).ended(0, new Ended('failed', `not sent: ${mostUnderWay} were under way`));
      return;
    }
    const ended = (error: Ended | null) => tallies.of(name).ended(this.stage.time.now() - due, error);
    const going = deed()
      .then(
        () => ended(null),
        (error: unknown) => {
          if (error instanceof Ended) ended(error);
          else if (!(error instanceof Idle)) throw error;
        },
      )
      .catch((error: unknown) => {
        this.broken ??= error;
      })
      .finally(() => this.underWay.delete(going));
    this.underWay.add(going);
  }

  /** An error of this program, which ends everything. */
  broken: unknown;
}

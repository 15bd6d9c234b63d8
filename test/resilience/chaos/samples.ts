import { setTimeout as pause } from 'node:timers/promises';
import type { Budget } from './budget.ts';
import type { Witness } from './witness.ts';

const everyMs = 400;

/** Facts that may be written between two looks, so that whoever recovers has something to do. */
const trickle = 20;

/** Looks now and then how much is under way, tells the writers, and reads the log as any reader would. */
export class Samples {
  /** Most deliveries that had not ended. */
  depth = 0;
  private ended = false;
  private readonly witness: Witness;
  private readonly budget: Budget;

  constructor(witness: Witness, budget: Budget) {
    this.witness = witness;
    this.budget = budget;
  }

  /** Until `end()`, and then until the log is read to its end. */
  async run(): Promise<void> {
    while (!this.ended) {
      await this.look();
      await pause(everyMs);
    }
    await this.look();
  }

  end(): void {
    this.ended = true;
  }

  private async look(): Promise<void> {
    await this.witness.readOn();
    const { ahead, depth } = await this.witness.one<{ ahead: number; depth: number }>(
      `SELECT (SELECT count(*) FROM messaging.facts WHERE pos > (SELECT min(pos) FROM messaging.subscriptions))::int AS ahead,
        (SELECT count(*) FROM messaging.deliveries WHERE state IN ('retry', 'waiting', 'parked'))::int AS depth`,
    );
    this.budget.ahead = ahead;
    this.budget.trickle(trickle);
    this.depth = Math.max(this.depth, depth);
  }
}

import type { Budget } from '../budget.ts';
import type { Fleet } from '../fleet.ts';
import type { Recoveries } from '../recovery.ts';
import type { Witness } from '../witness.ts';

/** What blows are dealt with, and where they are counted. */
export interface Assault {
  readonly witness: Witness;
  readonly fleet: Fleet;
  readonly budget: Budget;
  readonly recoveries: Recoveries;
  readonly tally: Tally;
  readonly report: (line: string) => void;
  /** True when the time is up: no further blow begins. */
  readonly over: () => boolean;
}

export class Tally {
  readonly planned: number;
  kills = 0;
  /** Of the kills: those whose transaction the server rolled back. */
  torn = 0;
  freezes = 0;
  relayBlows = 0;
  restarts = 0;
  brokerRestarts = 0;
  wipes = 0;
  /** When the last of them was over: the process gone or awake again, the server ended. */
  lastBlowAt = 0;

  constructor(planned: number) {
    this.planned = planned;
  }

  blowIsOver(): void {
    this.lastBlowAt = performance.now();
  }

  /** Share of the blows at workers that have been dealt. */
  get share(): number {
    return this.planned === 0 ? 1 : (this.kills + this.freezes) / this.planned;
  }
}

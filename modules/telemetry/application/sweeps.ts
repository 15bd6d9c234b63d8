import { SweepPerson } from './sweep-person.js';

/** Sees to it that records are gone through once more after somebody was taken out of them. */
export abstract class Sweeps {
  abstract plan(userId: string, at: Date): Promise<void>;

  protected sweepOf(userId: string): SweepPerson {
    return new SweepPerson(userId);
  }
}

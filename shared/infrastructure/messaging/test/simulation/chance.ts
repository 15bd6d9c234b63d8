import { Randomness } from '@boardwalk/domain';

/** The chances of one schedule (mulberry32): the same seed gives the same ones. */
export class Chance extends Randomness {
  private state: number;

  constructor(seed: number) {
    super();
    this.state = Math.imul(seed, 0x9e3779b1) | 0;
  }

  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  strikes(probability: number): boolean {
    return this.fraction() < probability;
  }

  oneOf<T>(choices: readonly T[]): T {
    const chosen = choices[this.between(0, choices.length - 1)];
    if (chosen === undefined) throw new RangeError('Nothing to choose from.');
    return chosen;
  }

  /** Chances of its own for a part, so that what one part draws does not shift the others. */
  part(): Chance {
    return new Chance(this.between(1, 0x7fffffff));
  }
}

/** The only source of chance that is not a secret: jitter, sampling. */
export abstract class Randomness {
  /** A number from 0 (included) to 1 (excluded). */
  abstract fraction(): number;
}

export class SystemRandomness extends Randomness {
  fraction(): number {
    return Math.random();
  }
}

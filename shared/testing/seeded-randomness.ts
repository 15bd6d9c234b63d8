import { Randomness } from '@boardwalk/domain';

/** The same chances in every run (mulberry32). */
export class SeededRandomness extends Randomness {
  constructor(private seed = 1) {
    super();
  }

  fraction(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}

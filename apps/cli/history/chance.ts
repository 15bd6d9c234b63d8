/** Numbers that look random and are the same for the same seed, on every machine. */
export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
    // Neighbouring seeds would begin alike.
    for (let round = 0; round < 8; round += 1) this.fraction();
  }

  /** From 0 up to, and never, 1 (mulberry32). */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** From 0 to `below`, without it. */
  whole(below: number): number {
    return Math.floor(this.fraction() * below);
  }

  happens(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** @param skew 1: all alike; the higher, the more often the first ones */
  of<Item>(items: readonly Item[], skew = 1): Item {
    const item = items[Math.floor(items.length * this.fraction() ** skew)];
    if (item === undefined) throw new RangeError('There is nothing to choose from.');
    return item;
  }
}

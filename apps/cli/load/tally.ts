import { Histogram } from './histogram.js';
import { Ended } from './stage.js';

/** What became of the deeds of one kind. */
export class Tally {
  done = 0;
  refused = 0;
  failed = 0;
  unanswered = 0;
  /** Why, and how often. */
  readonly reasons = new Map<string, number>();
  /** From the moment at which it was due to the last answer, of those that were done. */
  readonly latency = new Histogram();

  get count(): number {
    return this.done + this.refused + this.failed + this.unanswered;
  }

  include(other: Tally): void {
    for (const how of ['done', 'refused', 'failed', 'unanswered'] as const) this[how] += other[how];
    for (const [why, times] of other.reasons) this.reasons.set(why, (this.reasons.get(why) ?? 0) + times);
    this.latency.include(other.latency);
  }

  ended(milliseconds: number, error: Ended | null): void {
    if (error === null) {
      this.done += 1;
      this.latency.add(milliseconds);
      return;
    }
    this[error.how] += 1;
    this.reasons.set(error.why, (this.reasons.get(error.why) ?? 0) + 1);
  }
}

/** All kinds together. */
export class Tallies {
  readonly byName = new Map<string, Tally>();

  of(name: string): Tally {
    const known = this.byName.get(name) ?? new Tally();
    this.byName.set(name, known);
    return known;
  }

  include(other: Tallies): void {
    for (const [name, tally] of other.byName) this.of(name).include(tally);
  }

  sum(field: 'count' | 'done' | 'refused' | 'failed' | 'unanswered'): number {
    return [...this.byName.values()].reduce((sum, tally) => sum + tally[field], 0);
  }

  get latency(): Histogram {
    const all = new Histogram();
    for (const tally of this.byName.values()) all.include(tally.latency);
    return all;
  }
}

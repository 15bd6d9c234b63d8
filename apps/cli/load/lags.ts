import type { Time } from '../session.js';
import { Histogram } from './histogram.js';

/** How long after a request its effects are looked for, and looks that may go on at once. */
const longest = 60_000;
const mostAtOnce = 16;
const firstPause = 10;
const longestPause = 250;

/** What happens in another context because of a request, as somebody sees it who looks again and again. */
export class Lags {
  readonly seen = new Map<string, Histogram>();
  /** Effects that were waited for in vain, by name. */
  readonly missed = new Map<string, number>();
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(
    private readonly time: Time,
    private readonly signal: AbortSignal,
  ) {}

  /** Looks for an effect, unless too many are looked for already. */
  sample(effect: string, since: number, look: () => Promise<boolean>): void {
    if (this.underWay.size >= mostAtOnce) return;
    const looking = this.until(effect, since, async () => ((await look()) ? true : null))
      .catch(() => undefined)
      .finally(() => this.underWay.delete(looking));
    this.underWay.add(looking);
  }

  /** Waits for an effect that something depends on. Null when it does not come. */
  async until<T>(effect: string, since: number, look: () => Promise<T | null>): Promise<T | null> {
    for (let pause = firstPause; !this.signal.aborted; pause = Math.min(pause * 1.5, longestPause)) {
      const found = await look();
      const waited = this.time.now() - since;
      if (found !== null) {
        this.of(effect).add(waited);
        return found;
      }
      if (waited > longest) break;
      await this.time.pause(pause, this.signal);
    }
    this.missed.set(effect, (this.missed.get(effect) ?? 0) + 1);
    return null;
  }

  include(other: Lags): void {
    for (const [effect, histogram] of other.seen) this.of(effect).include(histogram);
    for (const [effect, times] of other.missed)
      this.missed.set(effect, (this.missed.get(effect) ?? 0) + times);
  }

  async settled(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private of(effect: string): Histogram {
    const known = this.seen.get(effect) ?? new Histogram();
    this.seen.set(effect, known);
    return known;
  }
}

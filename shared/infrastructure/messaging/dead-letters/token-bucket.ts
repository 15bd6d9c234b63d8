import type { Clock } from '@boardwalk/domain';

/** What a second's worth may be saved up for: whoever slept does not make up for it in one go. */
const burstMs = 1_000;

/** So many a second, by the clock that it is given. It begins empty. */
export class TokenBucket {
  private tokens = 0;
  private filledAt: number;

  constructor(
    private readonly perSecond: number,
    private readonly clock: Clock,
  ) {
    this.filledAt = clock.now().getTime();
  }

  /** How many may be taken now. */
  available(): number {
    const now = this.clock.now().getTime();
    const capacity = Math.max(1, (this.perSecond * burstMs) / 1_000);
    this.tokens = Math.min(
      capacity,
      this.tokens + (this.perSecond * Math.max(0, now - this.filledAt)) / 1_000,
    );
    this.filledAt = now;
    return Math.floor(this.tokens);
  }

  take(count: number): void {
    this.tokens -= count;
  }
}

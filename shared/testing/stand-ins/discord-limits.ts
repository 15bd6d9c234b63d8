import type { Clock } from '@boardwalk/domain';

/** An answer that says no. */
export interface Refusal {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Settings {
  readonly clock: Clock;
  /** Requests per window. */
  readonly limit: number;
  readonly windowMs: number;
}

/** Discord's rate limits: windows by bucket, and a global one. */
export class DiscordLimits {
  private readonly windows = new Map<string, { endsAt: number; used: number }>();
  private globallyUntil = 0;

  constructor(private readonly settings: Settings) {}

  limitGlobally(forMs: number): void {
    this.globallyUntil = this.now + forMs;
  }

  /** Every request counts, also one that is refused for its content. Undefined lets it in. */
  admit(bucket: string): Refusal | undefined {
    if (this.now < this.globallyUntil)
      return refused((this.globallyUntil - this.now) / 1_000, true, { 'x-ratelimit-global': 'true' });
    const window = this.windowOf(bucket);
    if (window.used >= this.settings.limit)
      return refused((window.endsAt - this.now) / 1_000, false, this.headersOf(bucket));
    window.used += 1;
    return undefined;
  }

  headersOf(bucket: string): Record<string, string> {
    const { endsAt, used } = this.windowOf(bucket);
    return {
      'x-ratelimit-limit': String(this.settings.limit),
      'x-ratelimit-remaining': String(this.settings.limit - used),
      'x-ratelimit-reset': String(endsAt / 1_000),
      'x-ratelimit-reset-after': String((endsAt - this.now) / 1_000),
      // The method tells buckets apart; what it is about is no part of a bucket's name.
      'x-ratelimit-bucket': `stand-in-${bucket.split(' ', 1)[0]?.toLowerCase()}`,
    };
  }

  private windowOf(bucket: string): { endsAt: number; used: number } {
    const known = this.windows.get(bucket);
    if (known !== undefined && this.now < known.endsAt) return known;
    const window = { endsAt: this.now + this.settings.windowMs, used: 0 };
    this.windows.set(bucket, window);
    return window;
  }

  private get now(): number {
    return this.settings.clock.now().getTime();
  }
}

function refused(seconds: number, global: boolean, headers: Record<string, string>): Refusal {
  return {
    status: 429,
    body: { message: 'You are being rate limited.', retry_after: seconds, global },
    headers: {
      ...headers,
      'retry-after': String(Math.ceil(seconds)),
      'x-ratelimit-scope': global ? 'global' : 'user',
    },
  };
}

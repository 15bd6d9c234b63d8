import type { Randomness } from '@boardwalk/domain';

export interface RetryPolicy {
  /** Attempts in all, the first one included. */
  readonly attempts: number;
  /** Upper bound of the first wait, milliseconds. It doubles with each attempt. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

export const defaultRetry: RetryPolicy = { attempts: 20, firstDelayMs: 1_000, longestDelayMs: 300_000 };

/** Exponential backoff with full jitter: anything up to the bound, so that what failed together does not return together. */
export function delayAfter(attempt: number, policy: RetryPolicy, randomness: Randomness): number {
  const bound = Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
  return Math.round(bound * randomness.fraction());
}

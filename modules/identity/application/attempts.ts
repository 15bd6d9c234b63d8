import type { Login } from './credentials.js';

/** Counts tries to sign in, per account and per network, across all processes. */
export abstract class SignInAttempts {
  /**
   * Counts a try before it is made, so that many at once are counted too.
   * @returns null, or the seconds to wait when there were too many
   */
  abstract begin(login: Login, address: string): Promise<number | null>;

  /** The try was right and does not count. Wrong ones before it still do: somebody else may have made them. */
  abstract forgive(login: Login, address: string): Promise<void>;
}

/** Tries within 15 minutes*. */
export const attemptLimits = { perAccount: 10, perNetwork: 100, windowMs: 15 * 60 * 1000 } as const;

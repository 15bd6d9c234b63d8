import type { limits } from '../domain/limits.js';
import type { Login } from './credentials.js';

/** What is tried. What sends a mail counts apart from tries to sign in, and each kind for itself. */
export type Purpose = keyof typeof limits.attempts;

/** Counts tries per account and per network, across all processes. Unknown accounts count alike. */
export abstract class Attempts {
  /**
   * Counts a try before it is made, so that many at once are counted too. One that is refused leaves no trace.
   * @returns null, or the seconds to wait when there were too many
   */
  abstract begin(purpose: Purpose, login: Login, address: string): Promise<number | null>;

  /** The try was right and does not count. Wrong ones before it still do: somebody else may have made them. */
  abstract forgive(purpose: Purpose, login: Login, address: string): Promise<void>;
}

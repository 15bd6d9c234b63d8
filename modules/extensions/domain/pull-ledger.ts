import type { Pull, PulledVersion } from './pull.js';

/** Which pulls have been counted: each once, however many of it come at the same time. */
export abstract class PullLedger {
  /**
   * What is pulled, with what decides whether that counts; null when there is no such version.
   * @param userId whose pull it is; null for who is not signed in
   */
  abstract find(extensionName: string, version: string, userId: string | null): Promise<PulledVersion | null>;

  /** Counts a pull, and tells of it, unless it is entered already. */
  abstract enter(pull: Pull): Promise<void>;
}

import type { WindowName } from '../domain/window.js';

export interface Standing {
  readonly rank: number;
  readonly userId: string;
  readonly username: string;
  readonly points: number;
  /** The time of the last grant in the window: when the points were reached. */
  readonly reachedAt: Date;
  /** By the whole balance, not by the points in the window. */
  readonly tier: string;
}

export interface Leaderboard {
  readonly window: WindowName;
  readonly at: Date;
  /** Number of the season; null for other windows. */
  readonly season: number | null;
  /** First millisecond of the window; null when it has none. */
  readonly from: Date | null;
  /** Last millisecond of the window. */
  readonly to: Date;
  readonly standings: readonly Standing[];
}

export abstract class Leaderboards {
  /** People with a public profile and a grant in the window: most points first, then who reached them earlier, then by name. */
  abstract read(window: WindowName, at: Date, afterRank: number, limit: number): Promise<Leaderboard>;
}

import { noStreak, type Streak } from './streak.js';

/** The fact that something is granted for. Its time is the time of the grant, whenever it is processed. */
export interface Cause {
  readonly eventId: string;
  /** The trace that the fact was created in; null when it was not traced. */
  readonly traceId: string | null;
  readonly at: Date;
}

/** A version of an extension that somebody published. */
export interface Publication {
  readonly extensionName: string;
  readonly version: string;
  readonly platforms: readonly string[];
}

export interface AccountState {
  readonly userId: string;
  /** Null once the person has deleted their account: nobody is left who could be granted anything. */
  readonly username: string | null;
  /** Whether the person may be named to anyone. */
  readonly isPublic: boolean;
  /** The balance: the sum of all grants. */
  readonly total: number;
  /** Number of grants. */
  readonly grants: number;
  readonly hasPublished: boolean;
  /** How often others pulled what the person published. */
  readonly pulls: number;
  /** What the person has published for, as far as a badge depends on it. */
  readonly platforms: readonly string[];
  readonly streak: Streak;
  /** Points already granted from each allowance, by its key. */
  readonly allowancesUsed: Readonly<Record<string, number>>;
  readonly version: number;
}

/** What somebody has who has done nothing yet. */
export const nothingYet = {
  total: 0,
  grants: 0,
  hasPublished: false,
  pulls: 0,
  platforms: [],
  streak: noStreak,
  allowancesUsed: {},
} satisfies Partial<AccountState>;

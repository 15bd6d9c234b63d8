import { NoSuchAccountError } from '../domain/account.errors.js';
import type { WindowName } from '../domain/window.js';
import type { Activity } from './metrics.js';

export interface Score {
  readonly userId: string;
  readonly username: string;
  readonly total: number;
  readonly tier: string;
  /** Null at the top. */
  readonly nextTier: { readonly name: string; readonly from: number } | null;
  readonly points: Readonly<Record<WindowName, number>>;
  /** How often others pulled what the person published. */
  readonly pulls: number;
  readonly streak: {
    /** In a row, up to today or yesterday, UTC; 0 once a whole day has been missed. */
    readonly days: number;
    /** The last day on which the person signed in, `2026-03-17`; null if they never did. */
    readonly lastDate: string | null;
  };
  readonly counters: Readonly<Record<Activity, number>>;
  /** Days in UTC, `2026-03-17`, oldest first. */
  readonly activeDates: readonly string[];
  readonly badges: readonly HeldBadge[];
}

export interface HeldBadge {
  readonly badgeId: string;
  readonly name: string;
  readonly points: number;
  readonly awardedAt: Date;
}

/** One line of the ledger. */
export interface ExplainedGrant {
  readonly ordinal: number;
  readonly grantId: string;
  readonly category: string;
  readonly source: string;
  readonly amount: number;
  readonly eventId: string;
  /** The trace that the fact was created in; null when it was not traced. */
  readonly traceId: string | null;
  readonly grantedAt: Date;
}

export interface Explanation {
  readonly userId: string;
  readonly username: string;
  readonly total: number;
  readonly tier: string;
  readonly grants: readonly ExplainedGrant[];
}

/** Who asks: somebody who may see all scores, a person (who may see their own), or nobody in particular. */
export type Viewer = 'operator' | { readonly userId: string } | null;

/** Everybody is found by their present name and by those that they had before; what is found bears the present one. */
export abstract class Scores {
  protected abstract find(username: string, viewer: Viewer, at: Date): Promise<Score | null>;
  protected abstract findGrants(
    username: string,
    reader: NonNullable<Viewer>,
    afterOrdinal: number,
    limit: number,
  ): Promise<Explanation | null>;

  /**
   * Throws `NoSuchAccountError` for somebody unknown, and for somebody whom the viewer may not see: a private profile, a
   * suspended account.
   */
  async of(username: string, viewer: Viewer, at: Date): Promise<Score> {
    const score = await this.find(username, viewer, at);
    if (score === null) throw new NoSuchAccountError(username);
    return score;
  }

  /**
   * Every grant behind a balance, in the order of the ledger. A person reads their own alone. Throws `NoSuchAccountError`
   * for anybody else's, and for somebody unknown.
   */
  async explain(
    username: string,
    reader: NonNullable<Viewer>,
    afterOrdinal: number,
    limit: number,
  ): Promise<Explanation> {
    const explanation = await this.findGrants(username, reader, afterOrdinal, limit);
    if (explanation === null) throw new NoSuchAccountError(username);
    return explanation;
  }
}

import { createHmac } from 'node:crypto';
import { Clock } from '@boardwalk/domain';
import { derivedKey, prepared } from '@boardwalk/persistence';
import { Logger } from '@nestjs/common';
import { Pool } from 'pg';
import { type Quota, quotas, windowSeconds } from './quotas.js';

const windowMs = windowSeconds * 1_000;
/** How often processes tell each other what they counted, in milliseconds, while requests come. */
const betweenReports = 1_000;
/**
 * Callers that are counted at the same time; beyond that the longest unseen ones are forgotten. Whoever wants to be forgotten has
 * to stay away while nearly as many others come.
 */
export const mostCallers = 100_000;
/** How many are forgotten at once: looking for the longest unseen one walks over all that have moved since it was last done. */
const forgottenAtOnce = 500;

interface Count {
  /** What all processes together had counted at the last report. */
  shared: number;
  /** What this one has counted since. */
  own: number;
}

/** What is left to a caller after a request, or that nothing is. */
export interface Allowance {
  readonly admitted: boolean;
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly reset: number;
}

/**
 * Counts requests in memory, and once a second adds what it counted to what the other processes did: no request waits for the
 * database. A caller who spreads requests over several processes gains what they take within a second.
 */
export class RequestCounts {
  private readonly logger = new Logger('http');
  private readonly key: Buffer;
  private counts = new Map<string, Count>();
  private windowStart = 0;
  private reportedAt = 0;
  private reporting: Promise<void> | undefined;
  /** The report after the one under way. */
  private following: Promise<void> | undefined;

  /** @param secret of the platform: who a count is for cannot be read in the database */
  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
    secret: string,
  ) {
    this.key = derivedKey(secret, 'boardwalk request counts');
  }

  /** Counts a request. @param caller a principal or a network */
  take(quota: Quota, caller: string): Allowance {
    const now = this.clock.now().getTime();
    this.moveTo(now - (now % windowMs));
    if (now - this.reportedAt >= betweenReports) {
      this.reportedAt = now;
      void this.report();
    }
    const count = this.countOf(`${quota} ${caller}`);
    const left = quotas[quota] - count.shared - count.own;
    const reset = Math.ceil((this.windowStart + windowMs - now) / 1_000);
    if (left <= 0) return { admitted: false, remaining: 0, reset };
    count.own += 1;
    return { admitted: true, remaining: left - 1, reset };
  }

  /**
   * Adds what was counted here until now to what all have counted, and hears of theirs. One after another; never rejects, for
   * then each process counts for itself.
   */
  report(): Promise<void> {
    if (this.reporting !== undefined) {
      this.following ??= this.reporting.then(() => {
        this.following = undefined;
        return this.report();
      });
      return this.following;
    }
    this.reporting = this.exchange()
      .catch((error: unknown) => {
        this.logger.warn({
          msg: 'Counts of requests were not shared; each process counts for itself',
          err: error,
        });
      })
      .finally(() => {
        this.reporting = undefined;
      });
    return this.reporting;
  }

  /** Removes the counts of windows that have passed, `most` of them at most. @returns how many */
  async forgetOld(most: number): Promise<number> {
    const before = new Date(this.clock.now().getTime() - 2 * windowMs);
    return (await this.pool.query(forget, [before, most])).rowCount ?? 0;
  }

  private async exchange(): Promise<void> {
    const { counts, windowStart } = this;
    const spoken = [...counts]
      .filter(([, { own }]) => own > 0)
      .map(([name, count]) => ({ bucket: this.bucketOf(name), count, own: count.own }))
      // In one order everywhere, so that no two processes wait for each other.
      .sort((one, other) => Buffer.compare(one.bucket, other.bucket));
    if (spoken.length === 0) return;
    const { rows } = await this.pool.query<{ bucket: Buffer; requests: number }>(
      prepared(add, [
        spoken.map(({ bucket }) => bucket),
        spoken.map(({ own }) => own),
        new Date(windowStart),
      ]),
    );
    const told = new Map(rows.map(({ bucket, requests }) => [bucket.toString('base64'), requests]));
    for (const { bucket, count, own } of spoken) {
      count.own -= own;
      count.shared = told.get(bucket.toString('base64')) ?? count.shared + own;
    }
  }

  private moveTo(windowStart: number): void {
    // A clock that was set back begins no window anew.
    if (windowStart <= this.windowStart) return;
    this.windowStart = windowStart;
    this.counts = new Map();
  }

  /** The longest unseen one stands first. */
  private countOf(name: string): Count {
    const count = this.counts.get(name) ?? { shared: 0, own: 0 };
    this.counts.delete(name);
    if (this.counts.size >= mostCallers) this.forgetLongestUnseen();
    this.counts.set(name, count);
    return count;
  }

  private forgetLongestUnseen(): void {
    for (const name of this.counts.keys()) {
      if (this.counts.size <= mostCallers - forgottenAtOnce) return;
      this.counts.delete(name);
    }
  }

  private bucketOf(name: string): Buffer {
    return createHmac('sha256', this.key).update(name).digest();
  }
}

const add = `INSERT INTO http.request_counts AS known (bucket, window_start, requests)
SELECT bucket, $3::timestamptz, requests FROM unnest($1::bytea[], $2::int[]) AS counted (bucket, requests)
ON CONFLICT (bucket) DO UPDATE SET
  requests = excluded.requests + CASE WHEN known.window_start = excluded.window_start THEN known.requests ELSE 0 END,
  window_start = excluded.window_start
RETURNING bucket, requests`;

/** Whoever comes back meanwhile begins a new window in the same row. */
const forget = `DELETE FROM http.request_counts WHERE window_start < $1 AND bucket IN (
  SELECT bucket FROM http.request_counts WHERE window_start < $1 LIMIT $2)`;

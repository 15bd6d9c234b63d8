import { Clock } from '@boardwalk/domain';
import { prepared, UnitsOfWork } from '@boardwalk/persistence';
import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import type { Timers } from '../timers.js';
import { revived } from './dead-letters.js';
import { TokenBucket } from './token-bucket.js';

/** Deliveries that are set going in one transaction at the most. */
const chunk = 500;

/** How long a silent worker keeps a redrive, by the database's clock. Each step renews it. */
const leaseMs = 5_000;

/** How often redrives are looked for, and one with a rate goes on. */
const pollMs = 200;

interface Job {
  readonly id: string;
  readonly rate: number | null;
}

/**
 * Carries redrives on, one after another. Deliveries and progress are written in one transaction, so that a worker may die
 * anywhere: whoever takes over after the lease goes on behind the last one, and none is set going twice.
 */
export class RedriveWorker {
  private readonly logger = new Logger('Redrive');
  private readonly buckets = new Map<string, TokenBucket>();
  private endPolls: (() => void) | undefined;
  private running: Promise<void> | undefined;
  private stopping = false;

  /**
   * @param owner names this process in the leases
   * @param redriven tells whoever delivers that something is due
   */
  constructor(
    private readonly pool: Pool,
    private readonly units: UnitsOfWork,
    private readonly clock: Clock,
    private readonly timers: Timers,
    private readonly owner: string,
    private readonly redriven: () => Promise<void>,
  ) {}

  start(): void {
    this.stopping = false;
    this.endPolls = this.timers.every(pollMs, () => {
      this.running ??= this.drain()
        .then(() => undefined)
        .catch((error: unknown) => this.logger.error(`Redrives stand still: ${messageOf(error)}`))
        .finally(() => {
          this.running = undefined;
        });
    });
  }

  /** Finishes the step at hand, and lets another process go on at once. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.endPolls?.();
    await this.running;
    try {
      await this.pool.query(prepared(giveBack, [this.owner]));
    } catch (error) {
      this.logger.warn(
        `Redrives were not given back, another worker waits for their lease: ${messageOf(error)}`,
      );
    }
  }

  /** As far as the rates allow by now. Returns whether anything was set going. */
  async drain(): Promise<boolean> {
    const { rows } = await this.pool.query<Job>(prepared(claim, [this.owner, leaseMs]));
    let any = false;
    for (const job of rows) any = (await this.carryOn(job)) || any;
    this.forgetAllBut(rows);
    if (any) await this.redriven();
    return any;
  }

  private async carryOn(job: Job): Promise<boolean> {
    const bucket = this.bucketOf(job);
    for (let any = false; ; any = true) {
      if (this.stopping) return any;
      const most = Math.min(chunk, bucket?.available() ?? chunk);
      const count = most === 0 ? 0 : await this.step(job.id, most);
      if (count === 0) return any;
      bucket?.take(count);
    }
  }

  /** Sets the next deliveries going; 0 when there is none, or the redrive is not this worker's any more. */
  private step(id: string, most: number): Promise<number> {
    return this.units.run(async (unit) => {
      const now = this.clock.now();
      const { rows } = await unit.query<{ count: number }>(advance, [id, this.owner, most, now, leaseMs]);
      const count = rows[0]?.count ?? 0;
      if (count < most) await unit.query(endIfNoneIsLeft, [id, this.owner, now]);
      return count;
    });
  }

  private bucketOf({ id, rate }: Job): TokenBucket | undefined {
    if (rate === null) return undefined;
    const bucket = this.buckets.get(id) ?? new TokenBucket(rate, this.clock);
    this.buckets.set(id, bucket);
    return bucket;
  }

  private forgetAllBut(jobs: readonly Job[]): void {
    const kept = new Set(jobs.map(({ id }) => id));
    for (const id of this.buckets.keys()) if (!kept.has(id)) this.buckets.delete(id);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const claim = `UPDATE messaging.redrives r SET owner = $1, leased_until = clock_timestamp() + $2::int * interval '1 millisecond'
FROM (SELECT id FROM messaging.redrives
  WHERE state = 'running' AND (owner = $1 OR leased_until < clock_timestamp())
  ORDER BY started_at, id FOR UPDATE SKIP LOCKED) free
WHERE r.id = free.id RETURNING r.id, r.rate`;

const giveBack = `UPDATE messaging.redrives SET owner = NULL, leased_until = '-infinity' WHERE owner = $1 AND state = 'running'`;

const job = `SELECT * FROM messaging.redrives WHERE id = $1 AND owner = $2 AND state = 'running'`;

/** The dead letters \`d\` that a redrive \`r\` has not come to. */
const left = `d.state IN ('parked', 'skipped') AND d.redrive IS DISTINCT FROM r.id
  AND d.last_failed_at >= r.reached AND d.last_failed_at <= r.started_at
  AND (r.subscription IS NULL OR d.subscription = r.subscription) AND (r.type IS NULL OR d.type = r.type)
  AND (r.error_class IS NULL OR d.error_class = r.error_class)
  AND (r.since IS NULL OR d.last_failed_at >= r.since) AND (r.until IS NULL OR d.last_failed_at < r.until)`;

const advance = `WITH r AS MATERIALIZED (${job} FOR UPDATE), letters AS MATERIALIZED (
  SELECT d.* FROM r CROSS JOIN LATERAL (
    SELECT d.subscription, d.log, d.event_id FROM messaging.deliveries d WHERE ${left}
    ORDER BY d.last_failed_at, d.tick, d.pos LIMIT $3 FOR UPDATE) d
), revived AS (
  UPDATE messaging.deliveries d SET ${revived('$4')}, redrive = $1
  FROM letters WHERE d.subscription = letters.subscription AND d.log = letters.log AND d.event_id = letters.event_id
  RETURNING d.last_failed_at
), counted AS (SELECT count(*) AS count, max(last_failed_at) AS reached FROM revived)
UPDATE messaging.redrives own SET done = own.done + counted.count, reached = coalesce(counted.reached, own.reached),
  leased_until = clock_timestamp() + $5::int * interval '1 millisecond'
FROM r, counted WHERE own.id = r.id RETURNING counted.count`;

const endIfNoneIsLeft = `UPDATE messaging.redrives own SET state = 'done', ended_at = $3, owner = NULL, leased_until = '-infinity'
FROM (${job}) r WHERE own.id = r.id
  AND NOT EXISTS (SELECT FROM messaging.deliveries d WHERE ${left})`;

export const redriveStatements = { giveBack };

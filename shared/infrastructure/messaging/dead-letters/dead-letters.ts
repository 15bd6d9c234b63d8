import { Clock } from '@boardwalk/domain';
import { Injectable } from '@nestjs/common';
import { prepared } from '@boardwalk/persistence';
import { Pool } from 'pg';

/** A delivery that gave up, as an operator sees it. */
export interface DeadLetter {
  readonly subscription: string;
  readonly eventId: string;
  readonly type: string;
  readonly key: string;
  /** `parked`: later facts of the key wait for the redrive. `skipped`: they went on. */
  readonly state: 'parked' | 'skipped';
  readonly attempts: number;
  readonly errorClass: string;
  readonly errorMessage: string;
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
  readonly redrives: number;
  readonly traceparent: string | null;
  /** How many deliveries of the key wait behind it. */
  readonly waiting: number;
  /** The row of the log as it was read, as JSON; personal fields are sealed in it. */
  readonly raw: string;
}

export interface DeadLetterFilter {
  readonly subscription?: string;
  readonly eventId?: string;
  readonly type?: string;
  readonly limit: number;
}

/** What failed for good, and the way back. */
@Injectable()
export class DeadLetters {
  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
  ) {}

  /** Latest failure first. */
  async list(filter: DeadLetterFilter): Promise<DeadLetter[]> {
    const { rows } = await this.pool.query<DeadLetter>(
      prepared(select, [
        filter.subscription ?? null,
        filter.eventId ?? null,
        filter.type ?? null,
        filter.limit,
      ]),
    );
    return rows;
  }

  async count(): Promise<number> {
    const { rows } = await this.pool.query<{ count: number }>(
      "SELECT count(*) AS count FROM messaging.deliveries WHERE state IN ('parked', 'skipped')",
    );
    return rows[0]?.count ?? 0;
  }

  /**
   * Lets a dead delivery run again: same event id, this subscription only, attempts counted on. Pressing twice is safe.
   * Returns how many deliveries it was for.
   */
  async redrive(eventId: string, subscription?: string): Promise<number> {
    const { rowCount } = await this.pool.query(
      prepared(revive, [eventId, subscription ?? null, this.clock.now()]),
    );
    return rowCount ?? 0;
  }
}

const select = `SELECT d.subscription, d.event_id AS "eventId", d.type, d.key, d.state, d.attempts,
  d.error_class AS "errorClass", d.error_message AS "errorMessage", d.first_failed_at AS "firstFailedAt",
  d.last_failed_at AS "lastFailedAt", d.redrives, d.traceparent, d.raw,
  CASE WHEN d.state = 'parked' THEN (SELECT count(*) FROM messaging.deliveries w
    WHERE w.subscription = d.subscription AND w.key = d.key AND w.state = 'waiting') ELSE 0 END AS waiting
FROM messaging.deliveries d
WHERE d.state IN ('parked', 'skipped')
  AND ($1::text IS NULL OR d.subscription = $1) AND ($2::uuid IS NULL OR d.event_id = $2) AND ($3::text IS NULL OR d.type = $3)
ORDER BY d.last_failed_at DESC, d.tick DESC, d.pos DESC LIMIT $4`;

const revive = `UPDATE messaging.deliveries SET state = 'retry', due_at = $3, redrives = redrives + 1
WHERE event_id = $1 AND ($2::text IS NULL OR subscription = $2) AND state IN ('parked', 'skipped')`;

import { prepared } from '@boardwalk/persistence';
import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';

/**
 * Facts that may wait for a tick before no more are taken. Slow or paused subscriptions do not count: their facts lie in order in
 * the log, as long as the disk lasts, and delay nobody. Facts that no tick shows can be delivered to nobody at all, and
 * the first tick after the pause has to gather them at once.
 */
const hardLimit = 1_000_000;

/** Milliseconds after which an answer is too old to be believed. */
const freshMs = 1_000;

/** From the first fact that the newest tick does not show to the last one, partition by partition: all come off an index. */
const measure = `SELECT coalesce(sum(greatest(last.pos - greatest(first.pos, p.low) + 1, 0)), 0)::bigint AS waiting
FROM (SELECT pg_snapshot_xmax(snapshot) AS xmax FROM messaging.ticks ORDER BY tick DESC LIMIT 1) newest
CROSS JOIN LATERAL (SELECT f.pos FROM messaging.facts f WHERE f.xid >= newest.xmax ORDER BY f.xid, f.pos LIMIT 1) first
CROSS JOIN messaging.partitions p
CROSS JOIN LATERAL (SELECT max(f.pos) AS pos FROM messaging.facts f WHERE f.pos >= p.low AND f.pos < p.high) last
WHERE p.end_tick IS NULL`;

/** How many facts wait to be given their place in the log, because nobody ticks it or it cannot be ticked. */
export class Backlog {
  private readonly logger = new Logger('Backlog');
  private isOver = false;
  private measuredAt = Number.NEGATIVE_INFINITY;
  private underWay: Promise<number> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly limit = hardLimit,
  ) {}

  /** Whether no more facts are taken, as of a moment ago. Does not wait: asks the database for the next time. */
  get isFull(): boolean {
    if (performance.now() - this.measuredAt > freshMs) {
      this.waiting().catch((error: unknown) =>
        this.logger.debug(
          `The backlog was not measured: ${error instanceof Error ? error.message : String(error)}`,
        ),
      );
    }
    return this.isOver;
  }

  /** About how many facts no tick shows; rolled back ones in between count too. */
  waiting(): Promise<number> {
    this.underWay ??= this.measured().finally(() => {
      this.measuredAt = performance.now();
      this.underWay = undefined;
    });
    return this.underWay;
  }

  private async measured(): Promise<number> {
    const { rows } = await this.pool.query<{ waiting: number }>(prepared(measure, []));
    const waiting = rows[0]?.waiting ?? 0;
    const isOver = waiting > this.limit;
    if (isOver && !this.isOver) {
      this.logger.error(
        `${waiting} facts wait for a tick, and ${this.limit} is the limit: writes are refused until a process with the role relay catches up.`,
      );
    }
    if (!isOver && this.isOver) this.logger.log('The log is ticked again; writes are taken.');
    this.isOver = isOver;
    return waiting;
  }
}

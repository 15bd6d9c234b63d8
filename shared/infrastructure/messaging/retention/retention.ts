import type { Clock } from '@boardwalk/domain';
import { Logger } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import type { Position } from '../log/position.js';
import { Partitions } from './partitions.js';
import { pruneDeliveries, pruneTicks } from './pruning.js';
import type { Reader } from './readers.js';

export const defaultRetentionDays = 35;

/** How often a relay looks after the log. */
export const maintenanceMs = 60_000;

/** Whichever process maintains the log of this database holds this advisory lock. */
const maintenanceLock = 4_811_020_312;

/** How long a step may wait for others. Nobody waits behind it meanwhile; it is tried again in the next run. */
const patience = '2s';
const lockNotAvailable = '55P03';

const dayMs = 86_400_000;
/** A log in use has this many partitions for its retention, but none for less than a day. */
const partitions = 7;

/** What should have been dropped and has not been. */
export interface Overdue {
  /** The table. */
  readonly name: string;
  /** When it got its last fact. */
  readonly closedAt: Date;
  /** Who has not read all of it; the farthest behind first. */
  readonly readers: readonly Reader[];
  /** Processes of the database whose transactions began before it was closed, or may be reading it while it is to go. */
  readonly users: readonly number[];
}

/** Opens and closes partitions of the log and drops those that are old and that every reader has read. */
export class Retention {
  private readonly logger = new Logger('Retention');
  private running: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
    readonly days: number,
  ) {}

  /** Facts that were recorded before may be dropped. */
  get horizon(): Date {
    return new Date(this.clock.now().getTime() - this.days * dayMs);
  }

  /** For timers: never throws, and never runs twice at once. What fails is tried again next time. */
  look(): void {
    this.running ??= this.maintain()
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        this.logger.error(
          `The log could not be maintained, so it only grows: ${why}. It is tried again in a minute.`,
        );
      })
      .finally(() => {
        this.running = undefined;
      });
  }

  /** Waits for what is under way. */
  async stop(): Promise<void> {
    await this.running;
  }

  /** Oldest first. Each keeps those after it. */
  async overdue(): Promise<Overdue[]> {
    const { rows } = await this.pool.query<Omit<Overdue, 'readers'> & { readers: ReaderRow[] }>(
      selectOverdue,
      [this.horizon],
    );
    return rows.map(({ readers, ...partition }) => ({ ...partition, readers: readers.map(readerOf) }));
  }

  /** Does everything that is due, unless another process is at it. */
  async maintain(): Promise<void> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query(`SET lock_timeout = '${patience}'`);
      const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [
        maintenanceLock,
      ]);
      if (rows[0]?.mine === true) await this.steps(client);
    } finally {
      // A session that cannot be cleaned up is closed, and both end with it.
      await client.query('SELECT pg_advisory_unlock_all(); RESET lock_timeout').catch((error: Error) => {
        broken = error;
      });
      client.release(broken);
    }
  }

  private async steps(client: PoolClient): Promise<void> {
    const log = new Partitions(client);
    const now = this.clock.now();
    const period = Math.max(dayMs, (this.days * dayMs) / partitions);
    await log.attachSpare();
    await log.settle();
    if (await log.rotate(new Date(now.getTime() - period), now)) {
      await log.attachSpare();
      await log.settle();
    }
    let condemned = true;
    while (condemned) condemned = await log.condemn(this.horizon);
    await this.drop(log);
    await pruneTicks(client);
    const { rows } = await client.query<Position & { id: string }>(selectOldest);
    for (const { id, tick, pos } of rows) await pruneDeliveries(client, id, { tick, pos });
  }

  private async drop(log: Partitions): Promise<void> {
    try {
      await log.dropCondemned();
    } catch (error) {
      if ((error as { code?: string }).code !== lockNotAvailable) throw error;
      this.logger.log(
        'A partition of the log is still being read by a long transaction; it is dropped later.',
      );
    }
  }
}

interface ReaderRow {
  readonly database: string;
  readonly subscription: string;
  readonly tick: number;
  readonly pos: number;
  readonly reported_at: string | null;
}

/** Rows inside JSON. */
function readerOf({ database, subscription, tick, pos, reported_at: reportedAt }: ReaderRow): Reader {
  return {
    database,
    subscription,
    cursor: { tick, pos },
    reportedAt: reportedAt === null ? null : new Date(reportedAt),
  };
}

const selectOldest = 'SELECT id, pruned_tick AS tick, pruned_pos AS pos FROM messaging.log';

const selectOverdue = `SELECT 'messaging.facts_' || p.number AS name, p.closed_at AS "closedAt",
  coalesce((SELECT json_agg(c ORDER BY c.tick, c.pos, c.subscription) FROM messaging.cursors c
    WHERE p.state = 'sealed' AND (c.tick, c.pos) < (p.end_tick, p.end_pos)), '[]') AS readers,
  coalesce((SELECT array_agg(DISTINCT l.pid) FROM pg_locks l
    WHERE l.relation = 'messaging.facts'::regclass AND l.pid <> pg_backend_pid()
      AND (l.virtualtransaction = ANY (p.awaited) OR p.state = 'dropping')), '{}') AS users
FROM messaging.partitions p WHERE p.closed_at < $1 ORDER BY p.number`;

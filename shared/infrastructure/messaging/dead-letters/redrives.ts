import { Clock, Ids } from '@boardwalk/domain';
import { prepared, UnitsOfWork } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { RedriveEndedError, RedriveNotFoundError } from './dead-letters.errors.js';
import { type DeadLetterFilter, meant, parametersOf } from './filter.js';

export type RedriveState = 'running' | 'paused' | 'cancelled' | 'done';

/** A redrive of many dead letters. It outlives the process that carries it on. */
export interface Redrive {
  readonly id: string;
  readonly subscription: string | null;
  readonly type: string | null;
  readonly errorClass: string | null;
  readonly since: Date | null;
  readonly until: Date | null;
  /** Deliveries a second at the most; null is no limit. */
  readonly rate: number | null;
  /** How many dead letters there were at the start. */
  readonly total: number;
  /** How many of them run again since. */
  readonly done: number;
  readonly state: RedriveState;
  /** The process that carries it on; null when none does at the moment. */
  readonly owner: string | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

/** Starts redrives of many dead letters, and says how far each has come. */
@Injectable()
export class Redrives {
  constructor(
    private readonly pool: Pool,
    private readonly units: UnitsOfWork,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * A worker takes it up within a second.
   * @param rate deliveries a second at the most; null is no limit
   */
  async start(filter: Omit<DeadLetterFilter, 'eventId'>, rate: number | null): Promise<Redrive> {
    const id = this.ids.next();
    const values = [...parametersOf(filter), id, rate, this.clock.now()];
    const { rows } = await this.units.run((unit) => unit.query<Redrive>(insert, values));
    return this.known(id, rows);
  }

  /** Newest first. */
  async list(limit: number): Promise<Redrive[]> {
    const { rows } = await this.pool.query<Redrive>(
      prepared(`SELECT ${columns} FROM messaging.redrives r ORDER BY started_at DESC, id DESC LIMIT $1`, [
        limit,
      ]),
    );
    return rows;
  }

  /** How many dead letters redrives have set going, ever. */
  async redriven(): Promise<number> {
    const { rows } = await this.pool.query<{ sum: number }>(
      prepared('SELECT coalesce(sum(done), 0)::bigint AS sum FROM messaging.redrives', []),
    );
    return rows[0]?.sum ?? 0;
  }

  async find(id: string): Promise<Redrive> {
    const { rows } = await this.pool.query<Redrive>(
      prepared(`SELECT ${columns} FROM messaging.redrives r WHERE id = $1`, [id]),
    );
    return this.known(id, rows);
  }

  /** What runs again already goes on. Doing it twice is safe. */
  pause(id: string): Promise<Redrive> {
    return this.become(id, 'paused');
  }

  resume(id: string): Promise<Redrive> {
    return this.become(id, 'running');
  }

  /** For good; what was not come to stays dead. */
  cancel(id: string): Promise<Redrive> {
    return this.become(id, 'cancelled');
  }

  /** @throws {RedriveEndedError} when it has ended otherwise */
  private async become(id: string, state: RedriveState): Promise<Redrive> {
    const values = [id, state, this.clock.now()];
    const { rows } = await this.units.run((unit) => unit.query<Redrive>(change, values));
    if (rows.length > 0) return this.known(id, rows);
    const redrive = await this.find(id);
    if (redrive.state !== state) throw new RedriveEndedError(id, redrive.state);
    return redrive;
  }

  private known(id: string, [redrive]: readonly Redrive[]): Redrive {
    if (redrive === undefined) throw new RedriveNotFoundError(id);
    return redrive;
  }
}

const columns = `r.id, r.subscription, r.type, r.error_class AS "errorClass", r.since, r.until, r.rate, r.total, r.done, r.state,
  CASE WHEN r.leased_until > clock_timestamp() THEN r.owner END AS owner, r.started_at AS "startedAt", r.ended_at AS "endedAt"`;

/** Counted and started at one moment: letters that fail later are left to a later redrive. */
const insert = `INSERT INTO messaging.redrives AS r (id, subscription, type, error_class, since, until, rate, total, state, started_at)
SELECT $7::uuid, $1, $2, $3, $4, $5, $8, (SELECT count(*) FROM messaging.deliveries d WHERE ${meant} AND d.last_failed_at <= $9),
  'running', $9::timestamptz
RETURNING ${columns}`;

const change = `UPDATE messaging.redrives r SET state = $2, ended_at = CASE WHEN $2 = 'cancelled' THEN $3::timestamptz END
WHERE r.id = $1 AND r.state IN ('running', 'paused') RETURNING ${columns}`;

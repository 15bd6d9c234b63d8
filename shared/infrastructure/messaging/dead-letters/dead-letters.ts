import { Clock } from '@boardwalk/domain';
import { prepared, UnitsOfWork } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { freeKeys, type Key } from '../delivery/delivery-table.js';
import { type DeadLetterFilter, meant, parametersOf } from './filter.js';

/** A delivery that gave up, as an operator sees it. */
export interface DeadLetter {
  readonly subscription: string;
  readonly eventId: string;
  readonly type: string;
  readonly key: string;
  /** `parked`: later facts of the key wait for the redrive. `skipped`: they went on. */
  readonly state: 'parked' | 'skipped';
  /** In all, those before earlier redrives included. */
  readonly attempts: number;
  readonly errorClass: string;
  readonly errorMessage: string;
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
  readonly redrives: number;
  readonly traceparent: string | null;
  /** When an operator replaced its data; null when it is as it was read. */
  readonly editedAt: Date | null;
  /** How many deliveries of the key wait behind it. */
  readonly waiting: number;
  /** The row of the log as it was read, or as it was edited, as JSON; personal fields are sealed in it. */
  readonly raw: string;
}

/** Dead letters that failed alike. */
export interface DeadLetterGroup {
  readonly subscription: string;
  readonly type: string;
  readonly errorClass: string;
  readonly count: number;
  readonly firstDiedAt: Date;
  readonly lastDiedAt: Date;
}

/** In one transaction, so that nobody waits long for the locks on them. */
const mostArchived = 1_000;

/** What failed for good, and the ways out: once more, or never. */
@Injectable()
export class DeadLetters {
  constructor(
    private readonly pool: Pool,
    private readonly units: UnitsOfWork,
    private readonly clock: Clock,
  ) {}

  /** Latest failure first. */
  async list(filter: DeadLetterFilter & { readonly limit: number }): Promise<DeadLetter[]> {
    const { rows } = await this.pool.query<DeadLetter>(
      prepared(select, [...parametersOf(filter), filter.limit]),
    );
    return rows;
  }

  async count(filter: DeadLetterFilter = {}): Promise<number> {
    const { rows } = await this.pool.query<{ count: number }>(prepared(selectCount, parametersOf(filter)));
    return rows[0]?.count ?? 0;
  }

  /** By subscription, type and class of the error, the most frequent first. */
  async groups(filter: DeadLetterFilter & { readonly limit: number }): Promise<DeadLetterGroup[]> {
    const { rows } = await this.pool.query<DeadLetterGroup>(
      prepared(selectGroups, [...parametersOf(filter), filter.limit]),
    );
    return rows;
  }

  /**
   * Lets the dead deliveries of one fact run again: same event id, the whole budget of attempts. Pressing twice is safe.
   * Returns how many deliveries it was for.
   */
  async redrive(eventId: string, subscription?: string): Promise<number> {
    const values = [...parametersOf({ eventId, subscription }), this.clock.now()];
    const { rowCount } = await this.units.run((unit) => unit.query(reviveOne, values));
    return rowCount ?? 0;
  }

  /**
   * Gives up on deliveries for good: they are no dead letters any more, and what waits behind them goes on. A live replay
   * can still apply them. A key is let go in the transaction that takes its blocking delivery away, so that nothing is left
   * waiting behind nobody. Returns how many there were, at most a thousand: ask again.
   */
  archive(filter: DeadLetterFilter): Promise<number> {
    const now = this.clock.now();
    return this.units.run(async (unit) => {
      const { rows } = await unit.query<PutAway>(putAway, [...parametersOf(filter), mostArchived, now]);
      const parked = rows.filter(({ state }) => state === 'parked');
      if (parked.length > 0) await freeKeys(unit, parked, now);
      return rows.length;
    });
  }
}

interface PutAway extends Key {
  readonly state: DeadLetter['state'];
}

const select = `SELECT d.subscription, d.event_id AS "eventId", d.type, d.key, d.state, d.attempts,
  d.error_class AS "errorClass", d.error_message AS "errorMessage", d.first_failed_at AS "firstFailedAt",
  d.last_failed_at AS "lastFailedAt", d.redrives, d.traceparent, d.edited_at AS "editedAt", d.raw,
  CASE WHEN d.state = 'parked' THEN (SELECT count(*) FROM messaging.deliveries w
    WHERE w.subscription = d.subscription AND w.log = d.log AND w.key = d.key AND w.state = 'waiting') ELSE 0 END AS waiting
FROM messaging.deliveries d WHERE ${meant}
ORDER BY d.last_failed_at DESC, d.tick DESC, d.pos DESC LIMIT $7`;

const selectCount = `SELECT count(*) AS count FROM messaging.deliveries d WHERE ${meant}`;

const selectGroups = `SELECT d.subscription, d.type, d.error_class AS "errorClass", count(*) AS count,
  min(d.last_failed_at) AS "firstDiedAt", max(d.last_failed_at) AS "lastDiedAt"
FROM messaging.deliveries d WHERE ${meant}
GROUP BY d.subscription, d.type, d.error_class ORDER BY count(*) DESC, d.subscription, d.type, d.error_class LIMIT $7`;

/** What becomes of a delivery `d` that runs again, at the time that the statement calls `now`. */
export const revived = (now: string): string =>
  `state = 'retry', due_at = ${now}, redrives = d.redrives + 1, attempts_before = d.attempts`;

const reviveOne = `UPDATE messaging.deliveries d SET ${revived('$7')} WHERE ${meant}`;

const putAway = `UPDATE messaging.deliveries d SET state = 'archived', archived_at = $8, due_at = NULL
FROM (SELECT d.subscription, d.log, d.event_id, d.state FROM messaging.deliveries d WHERE ${meant}
  ORDER BY d.subscription, d.key, d.tick, d.pos LIMIT $7 FOR UPDATE) dead
WHERE d.subscription = dead.subscription AND d.log = dead.log AND d.event_id = dead.event_id
RETURNING d.subscription, d.log, d.key, dead.state`;

export const deadLetterStatements = { reviveOne, putAway };

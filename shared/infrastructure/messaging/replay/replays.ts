import { Clock, Ids } from '@boardwalk/domain';
import {
  Migrations,
  prepared,
  shadowOf,
  type Transaction,
  type UnitOfWork,
  UnitsOfWork,
} from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { DeliveryHost } from '../delivery/delivery-host.js';
import { IntentSender } from '../intents/intent-sender.js';
import { LogReader } from '../log/log-reader.js';
import { type Position, printPosition } from '../log/position.js';
import { ReplayRefusedError } from '../messaging.errors.js';
import { compareSchemas, type TableComparison } from './comparison.js';
import { shadowName, type Subscription } from '../subscriptions/subscription.js';

/** `shadow`: into copies of the context's tables. `live`: what was skipped or archived, into the tables themselves. */
export type ReplayMode = 'shadow' | 'live';

export interface Replay {
  readonly id: string;
  readonly subscription: string;
  readonly mode: ReplayMode;
  readonly from: Position;
  readonly until: Position;
  readonly state: 'running' | 'done' | 'cancelled';
  /** Of a live one: deliveries that it set going. */
  readonly deliveries: number;
  /** Of a shadow: how far its slowest lane has come; null when it does not run. */
  readonly position: Position | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

export interface ReplayOrder {
  readonly subscription: string;
  readonly mode: ReplayMode;
  /** Everything after it, up to where the log ends now. */
  readonly from: Position;
}

/** Facts read again, on purpose and on record. Consumers see `isReplay`; no fact is published anew by a shadow. */
@Injectable()
export class Replays {
  constructor(
    private readonly pool: Pool,
    private readonly units: UnitsOfWork,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly reader: LogReader,
    private readonly host: DeliveryHost,
    private readonly intents: IntentSender,
    private readonly migrations: Migrations,
  ) {}

  /**
   * What it sets going is due at once; whoever asks tells the workers when it is committed.
   * @throws {ReplayRefusedError}
   */
  async start({ subscription: name, mode, from }: ReplayOrder): Promise<Replay> {
    const subscription = this.replayable(name);
    const log = await this.reader.logId();
    const until = await this.reader.head();
    const id = this.ids.next();
    const values = [id, name, log, from.tick, from.pos, until.tick, until.pos, this.clock.now()];
    return this.units.run(async (unit) => {
      if (mode === 'live') await unit.query(insertLive, values);
      else await this.startShadow(subscription, values, unit);
      return this.get(id, unit);
    });
  }

  /** Ends a shadow where it is; its tables stay. False when it had ended. */
  async cancel(id: string): Promise<boolean> {
    const values = [id, this.clock.now()];
    const { rowCount } = await this.units.run((unit) => unit.query(cancel, values));
    return rowCount === 1;
  }

  /**
   * Newest first.
   * @param before only those that come after this one in the list
   */
  async list(limit = 100, before: string | null = null): Promise<Replay[]> {
    const { rows } = await this.pool.query<ReplayRow>(prepared(selectNewest, [limit, before]));
    return rows.map(replayOf);
  }

  /** @throws {ReplayRefusedError} when there is none */
  async get(id: string, on?: Pick<Transaction, 'query'>): Promise<Replay> {
    const found = await this.find(id, on);
    if (found === null)
      throw new ReplayRefusedError(`There is no replay ${id}.`, 'List those that there are.');
    return found;
  }

  /** @param on the transaction that may just have started it */
  async find(id: string, on: Pick<Transaction, 'query'> = this.pool): Promise<Replay | null> {
    const { rows } = await on.query<ReplayRow>(`${select} WHERE r.id = $1`, [id]);
    return rows[0] === undefined ? null : replayOf(rows[0]);
  }

  /**
   * The tables of a context beside those of its shadow. They can only be equal when both have come to the same place in the
   * log, so on a live system the subscription is paused first.
   * @throws {ReplayRefusedError} when the context has no shadow
   */
  async compare(context: string): Promise<TableComparison[]> {
    const { rowCount } = await this.pool.query('SELECT FROM pg_namespace WHERE nspname = $1', [
      shadowOf(context),
    ]);
    if (rowCount === 0)
      throw new ReplayRefusedError(
        `${context} has no shadow to compare with.`,
        'Replay one of its subscriptions into one.',
      );
    return compareSchemas(this.pool, context, shadowOf(context));
  }

  private replayable(name: string): Subscription {
    const subscription = this.host.subscriptions.find((each) => each.name === name);
    if (subscription === undefined) {
      throw new ReplayRefusedError(
        `No consumer of "${name}" is known to this process.`,
        'Check the name against the list of consumers, or ask a process that runs its context.',
      );
    }
    if (this.intents.externalContexts.has(subscription.context)) {
      throw new ReplayRefusedError(
        `${name} is not replayed: ${subscription.context} writes to the world outside, and would say again what it has said.`,
        'Redrive single deliveries instead, if any of them failed.',
      );
    }
    return subscription;
  }

  private async startShadow(
    { context, buckets, name }: Subscription,
    values: readonly unknown[],
    unit: UnitOfWork,
  ): Promise<void> {
    await this.migrations.makeShadow(context, unit, () => this.assertNoneRuns(context, unit));
    const { rowCount } = await unit.query(insertShadow, [...values, shadowName(name), buckets]);
    if (rowCount !== 0) return;
    const oldest = printPosition(await this.reader.oldestPosition(unit));
    throw new ReplayRefusedError(
      `The log is kept only after ${oldest}, so this replay of ${name} would miss facts.`,
      `Start it from ${oldest} or later, or from 0-0 for all that is left.`,
    );
  }

  private async assertNoneRuns(context: string, unit: UnitOfWork): Promise<void> {
    const { rows } = await unit.query<{ subscription: string }>(runningIn, [`${context}.%`]);
    const [other] = rows;
    if (other === undefined) return;
    throw new ReplayRefusedError(
      `The shadow of ${context} is being filled by a replay of ${other.subscription}.`,
      'Wait until it is done, or cancel it.',
    );
  }
}

interface ReplayRow extends Omit<Replay, 'from' | 'until' | 'position'> {
  readonly fromTick: number;
  readonly fromPos: number;
  readonly untilTick: number;
  readonly untilPos: number;
  readonly tick: number | null;
  readonly pos: number | null;
}

function replayOf({ fromTick, fromPos, untilTick, untilPos, tick, pos, ...row }: ReplayRow): Replay {
  return {
    ...row,
    from: { tick: fromTick, pos: fromPos },
    until: { tick: untilTick, pos: untilPos },
    position: tick === null || pos === null ? null : { tick, pos },
  };
}

const columns = `(id, subscription, mode, log, from_tick, from_pos, until_tick, until_pos, state, deliveries, started_at, ended_at)`;

/** What lies below the cursor has been done, but for what was skipped or archived: that runs again, as a retry does. */
const insertLive = `WITH again AS (
  UPDATE messaging.deliveries SET state = 'retry', due_at = $8, replay = true, redrives = redrives + 1, attempts_before = attempts
  WHERE subscription = $2 AND log = $3 AND state IN ('skipped', 'archived')
    AND (tick, pos) > ($4::bigint, $5::bigint) AND (tick, pos) <= ($6::bigint, $7::bigint)
  RETURNING 1
)
INSERT INTO messaging.replays ${columns}
SELECT $1, $2, 'live', $3, $4, $5, $6, $7, 'done', (SELECT count(*) FROM again), $8, $8`;

/**
 * The lock keeps the log from being dropped up to another place meanwhile; afterwards the lanes keep it. They begin at the oldest
 * fact that is left, which may lie behind their end.
 */
const insertShadow = `WITH kept AS MATERIALIZED (
  SELECT pruned_tick, pruned_pos, ($4::bigint, $5::bigint) < (pruned_tick, pruned_pos) AS later FROM messaging.log WHERE ($4::bigint, $5::bigint) = (0, 0) OR ($4::bigint, $5::bigint) >= (pruned_tick, pruned_pos) FOR SHARE
), dead AS (
  DELETE FROM messaging.deliveries WHERE subscription = $9 AND log = $3 AND EXISTS (SELECT FROM kept)
), lanes AS (
  INSERT INTO messaging.subscriptions (name, log, bucket, buckets, tick, pos, leased_until)
  SELECT $9, $3::uuid, bucket, $10::int, CASE WHEN later THEN pruned_tick ELSE $4::bigint END,
    CASE WHEN later THEN pruned_pos ELSE $5::bigint END, clock_timestamp() FROM kept, generate_series(0, $10::int - 1) AS bucket
)
INSERT INTO messaging.replays ${columns}
SELECT $1::uuid, $2::text, 'shadow', $3::uuid, $4::bigint, $5::bigint, $6::bigint, $7::bigint, 'running', 0, $8::timestamptz, NULL FROM kept`;

const runningIn = `SELECT subscription FROM messaging.replays WHERE subscription LIKE $1 AND mode = 'shadow' AND state = 'running'`;

const cancel = `WITH cancelled AS (
  UPDATE messaging.replays SET state = 'cancelled', ended_at = $2 WHERE id = $1 AND state = 'running'
  RETURNING subscription, log
), lanes AS (
  DELETE FROM messaging.subscriptions s USING cancelled
  WHERE s.name = cancelled.subscription || '~shadow' AND s.log = cancelled.log
)
SELECT FROM cancelled`;

const select = `SELECT r.id, r.subscription, r.mode, r.state, r.deliveries, r.started_at AS "startedAt", r.ended_at AS "endedAt",
  r.from_tick AS "fromTick", r.from_pos AS "fromPos", r.until_tick AS "untilTick", r.until_pos AS "untilPos", lane.tick, lane.pos
FROM messaging.replays r
LEFT JOIN LATERAL (SELECT s.tick, s.pos FROM messaging.subscriptions s
  WHERE r.state = 'running' AND s.name = r.subscription || '~shadow' AND s.log = r.log ORDER BY s.tick, s.pos LIMIT 1) lane ON true`;

const selectNewest = `${select}
WHERE $2::uuid IS NULL OR (r.started_at, r.id) < (SELECT started_at, id FROM messaging.replays WHERE id = $2)
ORDER BY r.started_at DESC, r.id DESC LIMIT $1`;

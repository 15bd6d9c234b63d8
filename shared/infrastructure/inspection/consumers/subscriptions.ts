import { contracts, type ContractEntry } from '@boardwalk/integration-events';
import { comparePositions, DeliveryHost, LogReader, type Position } from '@boardwalk/messaging';
import { prepared } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';

/** Facts behind a cursor among which lag is counted. A subscription that is farther behind has at least what was found. */
const countedFacts = 100_000;

export interface SubscriptionState {
  readonly name: string;
  readonly cursor: Position;
  /** Facts that it takes and has not come to. */
  readonly lag: number;
  /** When the oldest of them was recorded. */
  readonly behindSince: Date | null;
  /** How long ago that was, by the database's clock, which recorded it. */
  readonly behindMs: number;
  readonly retrying: number;
  readonly waiting: number;
  readonly dead: number;
  /** The process that delivers to it, to its slowest bucket; null when none does at the moment. */
  readonly owner: string | null;
  /** Since when an operator has it stand still; null when it does not. */
  readonly pausedAt: Date | null;
}

/** How far every subscription of the database has come, whichever process runs it. */
@Injectable()
export class Subscriptions {
  constructor(
    private readonly pool: Pool,
    private readonly host: DeliveryHost,
    private readonly reader: LogReader,
  ) {}

  /** The place of each subscription: this process knows its own better than the database, where idle cursors stay behind. */
  async cursors(): Promise<ReadonlyMap<string, Position>> {
    const { rows } = await this.pool.query<Position & { name: string }>(
      prepared(slowest, [await this.reader.logId()]),
    );
    return new Map(
      rows.map(({ name, tick, pos }) => {
        const stored = { tick, pos };
        const known = this.host.placeOf(name);
        return [name, known !== undefined && comparePositions(known, stored) > 0 ? known : stored];
      }),
    );
  }

  async all(): Promise<SubscriptionState[]> {
    const cursors = [...(await this.cursors())];
    const taken = cursors.map(([name]) => JSON.stringify(this.typesOf(name)));
    const { rows } = await this.pool.query<SubscriptionState & Position>(
      prepared(select, [
        await this.reader.logId(),
        cursors.map(([name]) => name),
        cursors.map(([, { tick }]) => tick),
        cursors.map(([, { pos }]) => pos),
        taken,
      ]),
    );
    return rows.map(({ tick, pos, ...state }) => ({ ...state, cursor: { tick, pos } }));
  }

  /** The facts that a subscription takes, as its consumers here or the catalog say. */
  private typesOf(name: string): string[] {
    const here = this.host.subscriptions.find((subscription) => subscription.name === name);
    if (here !== undefined) return [...here.consumers.keys()];
    return Object.values<ContractEntry>(contracts)
      .filter(({ consumers }) => consumers.some(({ subscription }) => subscription === name))
      .map(({ type }) => type);
  }
}

/** A subscription has come as far as its slowest bucket. */
const slowest = `SELECT DISTINCT ON (name) name, tick, pos FROM messaging.subscriptions WHERE log = $1 ORDER BY name, tick, pos`;

/** Rows of transactions that committed late may lie before the cursor's position and yet come after it: looked for this far back. */
const latePositions = 1_000;

/** A fact comes after a cursor when no earlier tick shows it, and the cursor's own window holds it later or not at all. */
const select = `
SELECT s.name, c.tick, c.pos, CASE WHEN s.leased_until > clock_timestamp() THEN s.owner END AS owner,
  s.paused_at AS "pausedAt",  behind.lag, behind."behindSince", behind."behindMs", failed.retrying, failed.waiting, failed.dead
FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::text[]) AS c (name, tick, pos, types)
CROSS JOIN LATERAL (SELECT * FROM messaging.subscriptions s WHERE s.name = c.name AND s.log = $1
  ORDER BY s.tick, s.pos, s.bucket LIMIT 1) s
LEFT JOIN messaging.ticks own ON own.tick = c.tick
LEFT JOIN messaging.ticks earlier ON earlier.tick = c.tick - 1
CROSS JOIN LATERAL (
  SELECT count(*) AS lag, min(f.recorded_at) AS "behindSince",
    coalesce(extract(epoch FROM clock_timestamp() - min(f.recorded_at))::float8 * 1000, 0) AS "behindMs"
  FROM (SELECT * FROM messaging.facts near WHERE near.pos > c.pos - ${latePositions}
    ORDER BY near.pos LIMIT ${latePositions + countedFacts}) f
  WHERE f.type IN (SELECT jsonb_array_elements_text(c.types::jsonb))
    AND (earlier.snapshot IS NULL OR NOT pg_visible_in_snapshot(f.xid, earlier.snapshot))
    AND (own.snapshot IS NULL OR f.pos > c.pos OR NOT pg_visible_in_snapshot(f.xid, own.snapshot))
) behind
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE d.state = 'retry') AS retrying, count(*) FILTER (WHERE d.state = 'waiting') AS waiting,
    count(*) FILTER (WHERE d.state IN ('parked', 'skipped')) AS dead
  FROM messaging.deliveries d
  WHERE d.subscription = s.name AND d.log = s.log AND d.state IN ('retry', 'waiting', 'parked', 'skipped')
) failed
ORDER BY s.name`;

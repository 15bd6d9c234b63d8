import { HttpProblem } from '@boardwalk/http';
import { contracts, type ContractEntry } from '@boardwalk/integration-events';
import {
  bucketOf,
  comparePositions,
  DeliveryHost,
  genesis,
  type Lag,
  LogReader,
  type Position,
  type ReadableLog,
  shadowName,
} from '@boardwalk/messaging';
import { prepared } from '@boardwalk/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { Pool } from 'pg';

/** A subscription on one log. */
export interface SubscriptionState {
  readonly name: string;
  /** The database whose log it reads; null for the own one. */
  readonly log: string | null;
  /** Of its slowest lane. */
  readonly cursor: Position;
  /**
   * Facts that it takes and has not come to; null when their log does not answer, or is not read by this process. Counted from
   * the slowest lane, so with several buckets it may contain what the others have delivered.
   */
  readonly lag: number | null;
  /** When the oldest of them was recorded. */
  readonly behindSince: Date | null;
  /** How long ago that was, by the clock of the database that recorded it. */
  readonly behindMs: number;
  readonly retrying: number;
  readonly waiting: number;
  readonly dead: number;
  /** The process that delivers to it, or several with commas between them; null when none does at the moment. */
  readonly owner: string | null;
  /** Since when an operator has it stand still; null when it does not. */
  readonly pausedAt: Date | null;
}

/** How far a subscription is from a place, in facts that it takes, each counted up to 100,000. */
export interface Distance {
  /** Its slowest lane. */
  readonly position: Position;
  /** Facts up to the place that it has not come to. */
  readonly behind: number;
  /** Facts after the place that it has come to. */
  readonly ahead: number;
}

interface StoredLane extends Position {
  readonly name: string;
  readonly log: string;
  readonly bucket: number;
  readonly owner: string | null;
  readonly pausedAt: Date | null;
}

interface Failures {
  readonly name: string;
  readonly log: string;
  readonly retrying: number;
  readonly waiting: number;
  readonly dead: number;
}

/** The places of one subscription in this database's log, bucket by bucket. */
export class Places {
  constructor(private readonly byBucket: readonly Position[]) {}

  /** Whether it has come past a fact with this key. */
  hasPassed(key: string, { tick, pos }: Position): boolean {
    const place = this.byBucket[bucketOf(key, this.byBucket.length)];
    return place !== undefined && comparePositions({ tick, pos }, place) <= 0;
  }
}

/** How far every subscription of the database has come, whichever process runs it. */
@Injectable()
export class Subscriptions {
  private readonly logger = new Logger('Inspection');

  constructor(
    private readonly pool: Pool,
    private readonly host: DeliveryHost,
    private readonly reader: LogReader,
  ) {}

  /** The places of each subscription in this database's log. */
  async places(): Promise<ReadonlyMap<string, Places>> {
    const own = await this.reader.logId();
    const lanes = (await this.lanes()).filter(({ log }) => log === own);
    return new Map([...Map.groupBy(lanes, ({ name }) => name)].map(([name, all]) => [name, new Places(all)]));
  }

  /** Every one that has ever run on this database. */
  async names(): Promise<ReadonlySet<string>> {
    return new Set((await this.lanes()).map(({ name }) => name));
  }

  /** @throws {HttpProblem} when none of this name has ever run on this database */
  async assertKnown(name: string): Promise<void> {
    if ((await this.names()).has(name)) return;
    throw new HttpProblem(
      404,
      'consumer-not-found',
      `There is no subscription "${name}". List them: GET /api/v1/operator/consumers.`,
    );
  }

  /** The types that each of them takes, as its consumers here or the catalog say. */
  async taken(): Promise<{ readonly subscription: string; readonly type: string }[]> {
    return [...(await this.names())].flatMap((name) =>
      this.typesOf(name).map((type) => ({ subscription: name, type })),
    );
  }

  async all(): Promise<SubscriptionState[]> {
    const own = await this.reader.logId();
    const { rows: failures } = await this.pool.query<Failures>(prepared(selectFailures, []));
    const byLog = Map.groupBy(await this.lanes(), ({ log }) => log);
    const states = await Promise.all(
      [...byLog].map(([log, lanes]) => this.onLog(log, log === own, lanes, failures)),
    );
    return states.flat().sort((a, b) => (a.name + (a.log ?? '') < b.name + (b.log ?? '') ? -1 : 1));
  }

  /** From a place in this database's log. */
  async distance(name: string, place: Position): Promise<Distance> {
    const own = await this.reader.logId();
    const lanes = (await this.lanes()).filter((lane) => lane.name === name && lane.log === own);
    const places = lanes.toSorted(comparePositions);
    const slowest = places[0] ?? genesis;
    const fastest = places.at(-1) ?? slowest;
    const types = this.typesOf(name);
    const lags = await this.reader.lags([place, slowest, fastest].map((cursor) => ({ cursor, types })));
    const [after = 0, left = 0, leastLeft = 0] = lags.map(({ lag }) => lag);
    return {
      position: { tick: slowest.tick, pos: slowest.pos },
      behind: Math.max(0, left - after),
      ahead: Math.max(0, after - leastLeft),
    };
  }

  private async onLog(
    log: string,
    isOwn: boolean,
    lanes: readonly StoredLane[],
    failures: readonly Failures[],
  ): Promise<SubscriptionState[]> {
    const source = this.host.sourceOf(log);
    const reader = isOwn ? this.reader : source?.reader;
    const subscriptions = [...Map.groupBy(lanes, ({ name }) => name)].map(([name, all]) => {
      const slowest = all.reduce((a, b) => (comparePositions(b, a) < 0 ? b : a));
      const owners = [...new Set(all.map(({ owner }) => owner).filter((owner) => owner !== null))];
      return {
        name,
        log: isOwn ? null : (source?.elsewhere?.name ?? log),
        cursor: { tick: slowest.tick, pos: slowest.pos },
        owner: owners.length === 0 ? null : owners.join(', '),
        pausedAt: slowest.pausedAt,
      };
    });
    const lags = await this.lagsOf(
      reader,
      isOwn,
      subscriptions.map(({ name, cursor }) => ({ cursor, types: this.typesOf(name) })),
    );
    return subscriptions.map((subscription, place) => {
      const failed = failures.find((each) => each.name === subscription.name && each.log === log);
      const { retrying = 0, waiting = 0, dead = 0 } = failed ?? {};
      const { lag = null, behindSince = null, behindMs = 0 } = lags?.[place] ?? {};
      return { ...subscription, lag, behindSince, behindMs, retrying, waiting, dead };
    });
  }

  /** Null when the log is away or unknown here: then nobody can say. */
  private async lagsOf(
    reader: ReadableLog | undefined,
    isOwn: boolean,
    awaited: Parameters<LogReader['lags']>[0],
  ): Promise<readonly Lag[] | null> {
    if (reader === undefined) return null;
    try {
      return await reader.lags(awaited);
    } catch (error) {
      if (isOwn) throw error;
      this.logger.debug(`The lag in another database is not known: ${String(error)}`);
      return null;
    }
  }

  /** In the order of their buckets. This process knows its own better than the database, where idle cursors stay behind. */
  private async lanes(): Promise<StoredLane[]> {
    const { rows } = await this.pool.query<StoredLane>(prepared(selectLanes, []));
    return rows.map((lane) => {
      const known = this.host.placeOfLane(lane);
      return known !== undefined && comparePositions(known, lane) > 0 ? { ...lane, ...known } : lane;
    });
  }

  /** The facts that a subscription takes, as its consumers here or the catalog say. */
  private typesOf(name: string): string[] {
    const here = this.host.subscriptions.find((each) => each.name === name || shadowName(each.name) === name);
    if (here !== undefined) return [...here.consumers.keys()];
    return Object.values<ContractEntry>(contracts)
      .filter(({ consumers }) =>
        consumers.some(({ subscription }) => subscription === name || shadowName(subscription) === name),
      )
      .map(({ type }) => type);
  }
}

const selectLanes = `SELECT name, log, bucket, tick, pos, paused_at AS "pausedAt",
  CASE WHEN leased_until > clock_timestamp() THEN owner END AS owner
FROM messaging.subscriptions ORDER BY name, log, bucket`;

const selectFailures = `SELECT subscription AS name, log, count(*) FILTER (WHERE state = 'retry') AS retrying,
  count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state IN ('parked', 'skipped')) AS dead
FROM messaging.deliveries WHERE state IN ('retry', 'waiting', 'parked', 'skipped') GROUP BY subscription, log`;

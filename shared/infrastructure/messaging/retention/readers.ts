import { prepared, type Transaction } from '@boardwalk/persistence';
import type { Clock } from '@boardwalk/domain';
import type { Pool } from 'pg';
import { type Position, printPosition } from '../log/position.js';
import { BridgeInUseError, PrunedPositionError, ReaderInUseError } from '../messaging.errors.js';

/** One cursor of another database in this log. */
export interface ReaderPlace {
  readonly subscription: string;
  readonly bucket: number;
  readonly cursor: Position;
}

/** Someone for whom the log is kept. */
export interface Reader {
  /** The log of the database in which its cursor lies; this log's own id for subscriptions beside it. */
  readonly database: string;
  readonly subscription: string;
  /** The farthest behind of its cursors. */
  readonly cursor: Position;
  /** When it last said where it is; null for those whose cursors are here. */
  readonly reportedAt: Date | null;
}

/** What a reader that was given up had failed with: it is deleted with its cursors. */
export interface LeftDeliveries {
  readonly retrying: number;
  /** Behind others of their key. */
  readonly waiting: number;
  readonly dead: number;
  readonly archived: number;
}

/** Who reads this log. Nothing is dropped that one of them has not read. */
export class Readers {
  /** @param pool the database of the log that is read */
  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
  ) {}

  /**
   * Says where all subscriptions of another database are: before they first read, and every now and then after a commit of
   * theirs. Late news only keep the log longer. Those that were left out for a minute are not there any more.
   * @param database the id of the log in the reader's own database
   * @returns up to where the log has been dropped
   * @throws {PrunedPositionError} when what one of them has not read is gone. None of them is then noted.
   */
  async report(database: string, places: readonly ReaderPlace[]): Promise<Position> {
    const { rows } = await this.pool.query<Position & { subscription: string | null }>(
      prepared(upsert, [
        database,
        places.map(({ subscription }) => subscription),
        places.map(({ bucket }) => bucket),
        places.map(({ cursor }) => cursor.tick),
        places.map(({ cursor }) => cursor.pos),
        this.clock.now(),
      ]),
    );
    const [answer] = rows;
    if (answer === undefined)
      throw new Error('messaging.log has lost its only row. Restore the database from its backup.');
    const { subscription: refused, ...oldest } = answer;
    const place = places.find(({ subscription }) => subscription === refused);
    if (place !== undefined) throw new PrunedPositionError(place.subscription, place.cursor, oldest);
    return oldest;
  }

  /**
   * To be called once after the first report, before anything is read. Ticks that were begun before it may not be flushed; when
   * this has been answered, they are.
   */
  async awaitTick(): Promise<void> {
    await this.pool.query('SELECT FROM messaging.ticker FOR SHARE');
  }

  /** Everyone for whom the log is kept, the farthest behind first. */
  async list(): Promise<Reader[]> {
    const { rows } = await this.pool.query<Omit<Reader, 'cursor'> & Position>(select);
    return rows.map(({ tick, pos, ...reader }) => ({ ...reader, cursor: { tick, pos } }));
  }

  /**
   * Gives up one that will not come back, with all its cursors, and those of its deliveries that are here: should it come back
   * after all, it reads the same facts anew, and whatever was left of them would be in its way.
   * @param on a transaction of this database
   * @returns how many deliveries went with it; null when there is none of that name
   * @throws {BridgeInUseError} when it is a bridge, and a relay tells it
   * @throws {ReaderInUseError} when a process delivers to it, or could. A paused one is not delivered to, and yet whoever has its
   * consumers would make it again where they ask it to start: it would do everything once more, or miss what it has not read.
   */
  async remove(
    database: string,
    subscription: string,
    on: Pick<Transaction, 'query'>,
  ): Promise<LeftDeliveries | null> {
    const { rows } = await on.query<{ removed: number; users: string[]; teller: string | null }>(giveUp, [
      database,
      subscription,
    ]);
    const { removed = 0, users = [], teller = null } = rows[0] ?? {};
    if (teller !== null) throw new BridgeInUseError(subscription, teller);
    if (users.length > 0)
      throw new ReaderInUseError(subscription, `Its consumers are part of ${users.join(' and ')}.`);
    if (removed === 0) return null;
    // Not in the statement above: what its last holder committed before the lanes were locked would not be seen there.
    const left = await on.query<LeftDeliveries>(deleteLeft, [database, subscription]);
    return left.rows[0] ?? { retrying: 0, waiting: 0, dead: 0, archived: 0 };
  }
}

export function describeReader({ subscription, cursor, reportedAt }: Reader): string {
  const silence =
    reportedAt === null ? '' : `, in another database, last heard of ${reportedAt.toISOString()}`;
  return `${subscription} (at ${printPosition(cursor)}${silence})`;
}

/** The lock keeps a partition from being condemned between the look and the insert. */
const upsert = `WITH oldest AS MATERIALIZED (
  SELECT pruned_tick AS tick, pruned_pos AS pos FROM messaging.log FOR SHARE
), reported AS MATERIALIZED (
  SELECT * FROM unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[]) AS r (subscription, bucket, tick, pos)
), refused AS MATERIALIZED (
  SELECT r.subscription FROM reported r, oldest o
  WHERE (r.tick, r.pos) < (o.tick, o.pos) AND (r.tick, r.pos) <> (0, 0)
), gone AS (
  DELETE FROM messaging.readers WHERE database = $1::uuid AND reported_at < $6::timestamptz - interval '1 minute'
    AND (subscription, bucket) NOT IN (SELECT subscription, bucket FROM reported)
), noted AS (
  INSERT INTO messaging.readers (database, subscription, bucket, tick, pos, reported_at)
  SELECT $1::uuid, subscription, bucket, tick, pos, $6::timestamptz FROM reported WHERE NOT EXISTS (SELECT FROM refused)
  ON CONFLICT (database, subscription, bucket) DO UPDATE
  SET tick = excluded.tick, pos = excluded.pos, reported_at = excluded.reported_at
)
SELECT tick, pos, (SELECT min(subscription) FROM refused) AS subscription FROM oldest`;

const select = `SELECT DISTINCT ON (database, subscription) database, subscription, tick, pos, reported_at AS "reportedAt"
FROM messaging.cursors ORDER BY database, subscription, tick, pos`;

/**
 * The lanes are locked before anybody looks whether they are held. Whoever announces its consumers after that finds no lanes, and
 * makes them again.
 */
const giveUp = `WITH lanes AS MATERIALIZED (
  SELECT s.name, s.log, s.bucket, CASE WHEN s.leased_until > clock_timestamp() THEN coalesce(s.owner, 'a process') END AS holder
  FROM messaging.subscriptions s JOIN messaging.log l ON l.id = s.log WHERE l.id = $1 AND s.name = $2
  ORDER BY s.bucket FOR UPDATE OF s
), bridge AS MATERIALIZED (
  SELECT b.name, CASE WHEN b.leased_until > clock_timestamp() THEN coalesce(b.owner, 'a process') END AS holder
  FROM messaging.bridges b, messaging.log l WHERE l.id = $1 AND b.name = $2 FOR UPDATE OF b
), users AS MATERIALIZED (
  SELECT holder AS name FROM lanes WHERE holder IS NOT NULL
  UNION SELECT w.owner FROM messaging.workers w, lanes
  WHERE w.seen_until > clock_timestamp() AND regexp_replace(lanes.name, '~shadow$', '') = ANY(w.subscriptions)
), own AS (
  DELETE FROM messaging.subscriptions s USING lanes
  WHERE s.name = lanes.name AND s.log = lanes.log AND s.bucket = lanes.bucket AND NOT EXISTS (SELECT FROM users)
  RETURNING 1
), given_up AS (
  DELETE FROM messaging.bridges b USING bridge WHERE b.name = bridge.name AND bridge.holder IS NULL RETURNING 1
), foreign_ones AS (
  DELETE FROM messaging.readers WHERE database = $1 AND subscription = $2 RETURNING 1
)
SELECT (SELECT count(*) FROM foreign_ones) + (SELECT count(*) FROM own) + (SELECT count(*) FROM given_up) AS removed,
  ARRAY(SELECT name FROM users ORDER BY name) AS users, (SELECT holder FROM bridge) AS teller`;

const deleteLeft = `WITH gone AS (
  DELETE FROM messaging.deliveries d USING messaging.log l
  WHERE l.id = $1 AND d.log = l.id AND d.subscription = $2 RETURNING d.state
)
SELECT count(*) FILTER (WHERE state = 'retry') AS retrying, count(*) FILTER (WHERE state = 'waiting') AS waiting,
  count(*) FILTER (WHERE state IN ('parked', 'skipped')) AS dead, count(*) FILTER (WHERE state = 'archived') AS archived
FROM gone`;

import { createHash } from 'node:crypto';
import { prepared } from '@boardwalk/persistence';
import type { Pool } from 'pg';
import type { Position } from '../log/position.js';

/** A place in a log, with the number of facts up to it. */
export interface Place extends Position {
  readonly ordinal: number;
}

/** Whom facts are sent to over a broker. */
export interface Destination {
  /** The id of the log in the consumers' own database. */
  readonly database: string;
  readonly context: string;
}

/** What a relay needs to go on sending. */
export interface Sent extends Place {
  /** How many of them have landed, as far as was said. */
  readonly landed: number;
  /** Of the log's server, renewed by a crash. */
  readonly incarnation: string;
}

/** A destination as a relay finds it. */
export interface Listed extends Destination {
  /** Somebody has to take it, or something has to be sent again. */
  readonly isDue: boolean;
}

/** How long a relay may be silent, in milliseconds, before another one sends in its place. */
const leaseMs = 5_000;

/**
 * Something is on its way and nothing has landed for so long, in milliseconds, although whoever lands it is there: the broker
 * has lost it. It is sent again, and what comes twice lands once. Twice as long with each time that nothing comes of it, so that
 * a database that takes long to land anything does not get ever more.
 */
const lostAfterMs = 5_000;

/** Whoever was not heard of for so long, in milliseconds, does not land anything. */
const silentAfterMs = 5_000;

/** The side of the log: who gets its facts over a broker, and how far. */
export class Destinations {
  private known: Promise<{ readonly log: string; readonly name: string }> | undefined;

  /** @param pool the database of the log */
  constructor(
    private readonly pool: Pool,
    private readonly transport: string,
  ) {}

  /** What the broker knows a destination by. The same context may run on two databases while it moves from one to the other. */
  async channelOf({ database, context }: Destination): Promise<string> {
    this.known ??= this.ask().catch((error: unknown) => {
      this.known = undefined;
      throw error;
    });
    const { log, name } = await this.known;
    return database === log ? `${name}.${context}` : `${name}.${context}.${shortOf(database)}`;
  }

  async list(): Promise<readonly Listed[]> {
    const { rows } = await this.pool.query<Listed>(
      prepared(select, [this.transport, lostAfterMs, silentAfterMs]),
    );
    return rows;
  }

  /** Ticks that were begun before a destination was there may not be flushed. When this has been answered, they are. */
  async awaitTick(): Promise<void> {
    await this.pool.query('SELECT FROM messaging.ticker FOR SHARE');
  }

  /** Whether everything that was sent has landed. */
  async areLevel(): Promise<boolean> {
    const { rows } = await this.pool.query<{ level: boolean }>(prepared(level, [this.transport]));
    return rows[0]?.level ?? true;
  }

  /** How many facts lie up to a place of the log. */
  async ordinalOf({ tick, pos }: Position): Promise<number> {
    const { rows } = await this.pool.query<{ ordinal: number }>(prepared(ordinal, [tick, pos]));
    return rows[0]?.ordinal ?? 0;
  }

  /**
   * Says how far a destination's facts have landed.
   * @param saidAt by the clock of the consumers' database; an older report than the last one is passed over
   * @returns the incarnation of the log's server
   */
  async report(
    { database, context }: Destination,
    { tick, pos, ordinal: landed }: Place,
    saidAt: Date,
  ): Promise<string> {
    const { rows } = await this.pool.query<{ incarnation: string }>(
      prepared(report, [database, context, this.transport, tick, pos, landed, saidAt]),
    );
    return rows[0]?.incarnation ?? '';
  }

  /** @returns where to go on; null while another relay sends */
  async claim({ database, context }: Destination, owner: string): Promise<Sent | null> {
    const { rows } = await this.pool.query<Sent>(
      prepared(claim, [database, context, this.transport, owner, leaseMs, lostAfterMs, silentAfterMs]),
    );
    return rows[0] ?? null;
  }

  /** @returns how many have landed; null when somebody else sends by now, or from another place */
  async sent(
    { database, context }: Destination,
    owner: string,
    from: Place,
    { tick, pos, ordinal: to }: Place,
  ): Promise<number | null> {
    const { rows } = await this.pool.query<{ landed: number }>(
      prepared(advance, [database, context, this.transport, owner, leaseMs, from.ordinal, tick, pos, to]),
    );
    return rows[0]?.landed ?? null;
  }

  /** Lets another relay go on at once. */
  async release(owner: string): Promise<void> {
    await this.pool.query(prepared(giveBack, [this.transport, owner]));
  }

  private async ask(): Promise<{ readonly log: string; readonly name: string }> {
    const { rows } = await this.pool.query<{ log: string; place: string }>(prepared(identity, []));
    const [{ log, place } = { log: '', place: '' }] = rows;
    const mark = createHash('sha256').update(`${log} ${place}`).digest('hex').slice(0, 12);
    return { log, name: `boardwalk.${mark}` };
  }
}

/** The tail of an id is its chance; the head is its time, and may be another's too. */
const shortOf = (id: string): string => id.slice(-12);

/** A copy that was made of a database by itself has the log's id too, but not its server and its place in it. */
const identity = `SELECT l.id AS log, s.system_identifier || '/' || d.oid AS place
FROM messaging.log l, pg_control_system() s, pg_database d WHERE d.datname = current_database()`;

/** Whether what is on its way to a destination `d` was lost. @param after @param silent parameters of the statement, in milliseconds */
const lost = (after: string, silent: string): string =>
  `coalesce(d.behind_since < clock_timestamp() - ${after}::int * power(2, d.resent) * interval '1 millisecond', false)
    AND d.reported_at > clock_timestamp() - ${silent}::int * interval '1 millisecond'`;

const select = `SELECT d.database, d.context,
  d.owner IS NULL OR d.leased_until < clock_timestamp() OR (${lost('$2', '$3')}) AS "isDue"
FROM messaging.destinations d WHERE d.transport = $1 ORDER BY d.database, d.context`;

const level = `SELECT NOT EXISTS (SELECT FROM messaging.destinations
  WHERE transport = $1 AND landed_ordinal < ordinal) AS level`;

const ordinal = 'SELECT messaging.ordinal_of($1, $2) AS ordinal';

/** Where less has landed than was once said, or more than was sent, sending goes on behind what has landed. */
const report = `WITH reported AS (
  INSERT INTO messaging.destinations AS d (database, context, transport, tick, pos, ordinal,
    landed_tick, landed_pos, landed_ordinal, reported_at, said_at)
  VALUES ($1, $2, $3, $4, $5, $6, $4, $5, $6, clock_timestamp(), $7)
  ON CONFLICT (database, context, transport) DO UPDATE
  SET (tick, pos, ordinal) = (SELECT tick, pos, ordinal FROM (VALUES
        (d.landed_ordinal <= excluded.landed_ordinal AND excluded.landed_ordinal <= d.ordinal, d.tick, d.pos, d.ordinal),
        (true, excluded.landed_tick, excluded.landed_pos, excluded.landed_ordinal)) AS choice (fits, tick, pos, ordinal)
      WHERE fits LIMIT 1),
      landed_tick = excluded.landed_tick, landed_pos = excluded.landed_pos, landed_ordinal = excluded.landed_ordinal,
      reported_at = clock_timestamp(), said_at = excluded.said_at,
      resent = CASE WHEN excluded.landed_ordinal > d.landed_ordinal THEN 0 ELSE d.resent END,
      behind_since = CASE WHEN excluded.landed_ordinal >= d.ordinal THEN NULL
                          WHEN excluded.landed_ordinal = d.landed_ordinal THEN d.behind_since
                          ELSE clock_timestamp() END
  WHERE excluded.said_at >= d.said_at
)
SELECT messaging.incarnation() AS incarnation`;

const ofDestination = 'd.database = $1 AND d.context = $2 AND d.transport = $3';

const claim = `UPDATE messaging.destinations d
SET owner = $4, leased_until = clock_timestamp() + $5::int * interval '1 millisecond',
    tick = CASE WHEN state.lost THEN d.landed_tick ELSE d.tick END,
    pos = CASE WHEN state.lost THEN d.landed_pos ELSE d.pos END,
    ordinal = CASE WHEN state.lost THEN d.landed_ordinal ELSE d.ordinal END,
    behind_since = CASE WHEN state.lost THEN NULL ELSE d.behind_since END,
    resent = CASE WHEN state.lost THEN least(d.resent + 1, 6) ELSE d.resent END
FROM (SELECT d.database, d.context, d.transport, ${lost('$6', '$7')} AS lost FROM messaging.destinations d) state
WHERE ${ofDestination} AND (d.database, d.context, d.transport) = (state.database, state.context, state.transport)
  AND (d.owner = $4 OR d.leased_until < clock_timestamp())
RETURNING d.tick, d.pos, d.ordinal, d.landed_ordinal AS landed, messaging.incarnation() AS incarnation`;

const advance = `UPDATE messaging.destinations d
SET tick = $7, pos = $8, ordinal = $9, leased_until = clock_timestamp() + $5::int * interval '1 millisecond',
    behind_since = coalesce(d.behind_since, clock_timestamp())
WHERE ${ofDestination} AND d.owner = $4 AND d.ordinal = $6
RETURNING d.landed_ordinal AS landed`;

const giveBack = `UPDATE messaging.destinations SET owner = NULL, leased_until = clock_timestamp()
WHERE transport = $1 AND owner = $2`;

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
}

/** How long a relay may be silent, in milliseconds, before another one sends in its place. */
const leaseMs = 5_000;

/**
 * Something is on its way and nothing has landed for so long, in milliseconds, although whoever lands it is there: the broker
 * has lost it. It is sent again, and what comes twice lands once.
 */
export const lostAfterMs = 5_000;

/** The side of the log: who gets its facts over a broker, and how far. */
export class Destinations {
  /** @param pool the database of the log */
  constructor(
    private readonly pool: Pool,
    private readonly transport: string,
  ) {}

  async list(): Promise<readonly Destination[]> {
    const { rows } = await this.pool.query<Destination>(prepared(select, [this.transport]));
    return rows;
  }

  /** How many facts lie up to a place of the log. */
  async ordinalOf({ tick, pos }: Position): Promise<number> {
    const { rows } = await this.pool.query<{ ordinal: number }>(prepared(ordinal, [tick, pos]));
    return rows[0]?.ordinal ?? 0;
  }

  /** Says how far a destination's facts have landed. Whoever says that something is missing gets it sent again. */
  async report({ database, context }: Destination, { tick, pos, ordinal: landed }: Place): Promise<void> {
    await this.pool.query(prepared(report, [database, context, this.transport, tick, pos, landed]));
  }

  /** @returns where to go on; null while another relay sends */
  async claim({ database, context }: Destination, owner: string): Promise<Sent | null> {
    const { rows } = await this.pool.query<Sent>(
      prepared(claim, [database, context, this.transport, owner, leaseMs, lostAfterMs]),
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
}

const select =
  'SELECT database, context FROM messaging.destinations WHERE transport = $1 ORDER BY database, context';

const ordinal = 'SELECT messaging.ordinal_of($1, $2) AS ordinal';

/** Where less has landed than was once said, or more than was sent, sending goes on behind what has landed. */
const report = `INSERT INTO messaging.destinations AS d (database, context, transport, tick, pos, ordinal,
  landed_tick, landed_pos, landed_ordinal, reported_at)
VALUES ($1, $2, $3, $4, $5, $6, $4, $5, $6, clock_timestamp())
ON CONFLICT (database, context, transport) DO UPDATE
SET (tick, pos, ordinal) = (SELECT tick, pos, ordinal FROM (VALUES
      (d.landed_ordinal <= excluded.landed_ordinal AND excluded.landed_ordinal <= d.ordinal, d.tick, d.pos, d.ordinal),
      (true, excluded.landed_tick, excluded.landed_pos, excluded.landed_ordinal)) AS choice (fits, tick, pos, ordinal)
    WHERE fits LIMIT 1),
    landed_tick = excluded.landed_tick, landed_pos = excluded.landed_pos, landed_ordinal = excluded.landed_ordinal,
    reported_at = clock_timestamp(),
    behind_since = CASE WHEN excluded.landed_ordinal >= d.ordinal THEN NULL
                        WHEN excluded.landed_ordinal = d.landed_ordinal THEN d.behind_since
                        ELSE clock_timestamp() END`;

const ofDestination = 'd.database = $1 AND d.context = $2 AND d.transport = $3';

const claim = `UPDATE messaging.destinations d
SET owner = $4, leased_until = clock_timestamp() + $5::int * interval '1 millisecond',
    tick = CASE WHEN state.lost THEN d.landed_tick ELSE d.tick END,
    pos = CASE WHEN state.lost THEN d.landed_pos ELSE d.pos END,
    ordinal = CASE WHEN state.lost THEN d.landed_ordinal ELSE d.ordinal END,
    behind_since = CASE WHEN state.lost THEN NULL ELSE d.behind_since END
FROM (SELECT database, context, transport,
        coalesce(behind_since < clock_timestamp() - $6::int * interval '1 millisecond', false)
          AND reported_at > clock_timestamp() - $6::int * interval '1 millisecond' AS lost
      FROM messaging.destinations) state
WHERE ${ofDestination} AND (d.database, d.context, d.transport) = (state.database, state.context, state.transport)
  AND (d.owner = $4 OR d.leased_until < clock_timestamp())
RETURNING d.tick, d.pos, d.ordinal, d.landed_ordinal AS landed`;

const advance = `UPDATE messaging.destinations d
SET tick = $7, pos = $8, ordinal = $9, leased_until = clock_timestamp() + $5::int * interval '1 millisecond',
    behind_since = coalesce(d.behind_since, clock_timestamp())
WHERE ${ofDestination} AND d.owner = $4 AND d.ordinal = $6
RETURNING d.landed_ordinal AS landed`;

const giveBack = `UPDATE messaging.destinations SET owner = NULL, leased_until = clock_timestamp()
WHERE transport = $1 AND owner = $2`;

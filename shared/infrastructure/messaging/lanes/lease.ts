import { prepared, type UnitOfWork } from '@boardwalk/persistence';
import pg from 'pg';
import type { Pool } from 'pg';
import type { Position } from '../log/position.js';
import { StaleEpochError } from '../messaging.errors.js';

/** How long a silent holder keeps a lane, by the database's clock. Renewed at a third of it. */
export const leaseMs = 3_000;

/** The right to move one lane's cursor. Every write names the epoch, so a holder that slept through its lease writes nothing. */
export interface Lease {
  readonly subscription: string;
  readonly log: string;
  readonly bucket: number;
  readonly epoch: number;
}

export interface Acquired {
  readonly lease: Lease;
  readonly cursor: Position;
}

export interface WantedLane {
  readonly subscription: string;
  readonly bucket: number;
  /** Another worker should have it: it is taken only after that one has left it lying for two more leases. */
  readonly isAnothers: boolean;
}

/**
 * Takes the lanes that nobody holds, or that this owner held under an earlier epoch. A row that somebody has locked is left
 * for the next time: whoever sleeps in a transaction must not hold up the others.
 */
export async function acquire(
  pool: Pool,
  owner: string,
  log: string,
  wanted: readonly WantedLane[],
): Promise<Acquired[]> {
  const { rows } = await pool.query<{
    name: string;
    bucket: number;
    epoch: number;
    tick: number;
    pos: number;
  }>(
    prepared(take, [
      wanted.map(({ subscription }) => subscription),
      wanted.map(({ bucket }) => bucket),
      wanted.map(({ isAnothers }) => (isAnothers ? 2 * leaseMs : 0)),
      log,
      owner,
      leaseMs,
    ]),
  );
  return rows.map(({ name, bucket, epoch, tick, pos }) => ({
    lease: { subscription: name, log, bucket, epoch },
    cursor: { tick, pos },
  }));
}

/** Returns those of the leases that are still held. */
export async function renew(pool: Pool, leases: readonly Lease[]): Promise<ReadonlySet<Lease>> {
  const { rows } = await pool.query<{ place: number }>(
    prepared(extend, [
      leases.map((lease) => lease.subscription),
      leases.map((lease) => lease.log),
      leases.map((lease) => lease.bucket),
      leases.map((lease) => lease.epoch),
      leaseMs,
    ]),
  );
  const held = new Set(rows.map(({ place }) => place));
  return new Set(leases.filter((_, index) => held.has(index + 1)));
}

/** Lets another worker take over at once. */
export async function release(pool: Pool, lease: Lease): Promise<void> {
  await pool.query(prepared(giveBack, identity(lease)));
}

/** Lets others take over everything at once. */
export async function releaseAll(pool: Pool, owner: string): Promise<void> {
  await pool.query(prepared(giveAllBack, [owner]));
}

/**
 * Moves the cursor with the commit of the effects. The transaction is refused when the lease has gone to another, when the
 * cursor is not where the holder believes it (a commit whose answer was lost must not be repeated), or when the server has
 * crashed since the lane was taken: what the holder has read past may not have happened.
 * @throws {StaleEpochError} from the commit
 */
export function advance(unit: UnitOfWork, lease: Lease, from: Position, to: Position): void {
  const places = [from.tick, from.pos, to.tick, to.pos];
  unit.beforeCommit(move, [...identity(lease), leaseMs, ...places], (error) => explained(error, lease));
}

/** Makes a transaction that moves no cursor the holder's own. @throws {StaleEpochError} from the commit */
export function fence(unit: UnitOfWork, lease: Lease): void {
  unit.beforeCommit(confirm, [...identity(lease), leaseMs], (error) => explained(error, lease));
}

/** What `assert_held` raises. */
const notHeld = 'BW001';

function explained(error: unknown, lease: Lease): unknown {
  return error instanceof pg.DatabaseError && error.code === notHeld
    ? new StaleEpochError(lease.subscription)
    : error;
}

function identity({ subscription, log, bucket, epoch }: Lease): [string, string, number, number] {
  return [subscription, log, bucket, epoch];
}

const take = `WITH free AS MATERIALIZED (
  SELECT s.name, s.bucket FROM messaging.subscriptions s
  JOIN unnest($1::text[], $2::int[], $3::int[]) AS wanted (name, bucket, patience) ON wanted.name = s.name AND wanted.bucket = s.bucket
  WHERE s.log = $4::uuid AND s.paused_at IS NULL
    AND (s.leased_until + wanted.patience * interval '1 millisecond' < clock_timestamp() OR s.owner = $5)
  FOR UPDATE OF s SKIP LOCKED
)
UPDATE messaging.subscriptions s
SET owner = $5, epoch = epoch + 1, leased_until = clock_timestamp() + $6::int * interval '1 millisecond',
    incarnation = messaging.incarnation()
FROM free WHERE s.name = free.name AND s.log = $4::uuid AND s.bucket = free.bucket
RETURNING s.name, s.bucket, s.epoch, s.tick, s.pos`;

/** A row that is locked is being moved by its holder, who extends the lease as well, or taken by another, which shows next time. */
const extend = `WITH own AS MATERIALIZED (
  SELECT s.name, s.log, s.bucket, own.place
  FROM unnest($1::text[], $2::uuid[], $3::int[], $4::bigint[]) WITH ORDINALITY AS own (name, log, bucket, epoch, place)
  JOIN messaging.subscriptions s
    ON s.name = own.name AND s.log = own.log AND s.bucket = own.bucket AND s.epoch = own.epoch
), free AS MATERIALIZED (
  SELECT s.name, s.log, s.bucket FROM messaging.subscriptions s
  JOIN own ON s.name = own.name AND s.log = own.log AND s.bucket = own.bucket
  FOR UPDATE OF s SKIP LOCKED
), extended AS (
  UPDATE messaging.subscriptions s SET leased_until = clock_timestamp() + $5::int * interval '1 millisecond'
  FROM free WHERE s.name = free.name AND s.log = free.log AND s.bucket = free.bucket
)
SELECT place FROM own`;

const ofLease = 'name = $1 AND log = $2 AND bucket = $3 AND epoch = $4';

const giveBack = `UPDATE messaging.subscriptions SET owner = NULL, leased_until = clock_timestamp() WHERE ${ofLease}`;

const giveAllBack = `UPDATE messaging.subscriptions SET owner = NULL, leased_until = clock_timestamp() WHERE owner = $1`;

const move = `WITH moved AS (
  UPDATE messaging.subscriptions
  SET tick = $8, pos = $9, leased_until = clock_timestamp() + $5::int * interval '1 millisecond'
  WHERE ${ofLease} AND tick = $6 AND pos = $7 AND incarnation = (SELECT id FROM messaging.incarnation) RETURNING 1
)
SELECT messaging.assert_held(count(*)) FROM moved`;

const confirm = `WITH confirmed AS (
  UPDATE messaging.subscriptions SET leased_until = clock_timestamp() + $5::int * interval '1 millisecond'
  WHERE ${ofLease} RETURNING 1
)
SELECT messaging.assert_held(count(*)) FROM confirmed`;

export const leaseStatements = { take, extend, giveBack, giveAllBack, move, confirm };

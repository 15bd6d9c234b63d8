import { prepared, type UnitOfWork } from '@boardwalk/persistence';
import type { Pool } from 'pg';
import type { Position } from '../log/position.js';
import { StaleEpochError } from '../messaging.errors.js';

/** How long a silent holder keeps a subscription, by the database's clock. Renewed at a third of it. */
export const leaseMs = 3_000;

/** The right to move one subscription's cursor. Every write names the epoch, so a holder that slept through its lease writes nothing. */
export interface Lease {
  readonly subscription: string;
  readonly log: string;
  readonly epoch: number;
}

export interface Acquired {
  readonly lease: Lease;
  readonly cursor: Position;
}

/**
 * Takes the subscriptions that nobody holds, or that this owner held under an earlier epoch. New ones start at genesis. A row that
 * somebody has locked is left for the next time: whoever sleeps in a transaction must not hold up the others.
 */
export async function acquire(
  pool: Pool,
  owner: string,
  log: string,
  names: readonly string[],
): Promise<Acquired[]> {
  await pool.query(prepared(register, [names, log]));
  const { rows } = await pool.query<{ name: string; epoch: number; tick: number; pos: number }>(
    prepared(take, [names, log, owner, leaseMs]),
  );
  return rows.map(({ name, epoch, tick, pos }) => ({
    lease: { subscription: name, log, epoch },
    cursor: { tick, pos },
  }));
}

/** Returns the names of the subscriptions that are still held. */
export async function renew(pool: Pool, leases: readonly Lease[]): Promise<Set<string>> {
  const { rows } = await pool.query<{ name: string }>(
    prepared(extend, [
      leases.map((lease) => lease.subscription),
      leases.map((lease) => lease.epoch),
      leases[0]?.log,
      leaseMs,
    ]),
  );
  return new Set(rows.map((row) => row.name));
}

/** Lets another worker take over at once. */
export async function release(pool: Pool, lease: Lease): Promise<void> {
  await pool.query(prepared(giveBack, [lease.subscription, lease.log, lease.epoch]));
}

/**
 * Moves the cursor in the transaction of the effects. The transaction is refused when the lease has gone to another, or when
 * the cursor is not where the holder believes it: a commit whose answer was lost must not be repeated.
 */
export async function advance(unit: UnitOfWork, lease: Lease, from: Position, to: Position): Promise<void> {
  const { rowCount } = await unit.query(move, [
    lease.subscription,
    lease.log,
    lease.epoch,
    from.tick,
    from.pos,
    to.tick,
    to.pos,
    leaseMs,
  ]);
  if (rowCount !== 1) throw new StaleEpochError(lease.subscription);
}

/** Makes a transaction that moves no cursor the holder's own. */
export async function fence(unit: UnitOfWork, lease: Lease): Promise<void> {
  const { rowCount } = await unit.query(confirm, [lease.subscription, lease.log, lease.epoch, leaseMs]);
  if (rowCount !== 1) throw new StaleEpochError(lease.subscription);
}

const register = `INSERT INTO messaging.subscriptions (name, log)
SELECT name, $2::uuid FROM unnest($1::text[]) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM messaging.subscriptions known WHERE known.name = wanted.name AND known.log = $2::uuid)
ON CONFLICT DO NOTHING`;

const take = `WITH free AS MATERIALIZED (
  SELECT name FROM messaging.subscriptions
  WHERE name = ANY($1::text[]) AND log = $2::uuid AND (leased_until < clock_timestamp() OR owner = $3)
  FOR UPDATE SKIP LOCKED
)
UPDATE messaging.subscriptions s
SET owner = $3, epoch = epoch + 1, leased_until = clock_timestamp() + $4::int * interval '1 millisecond'
FROM free WHERE s.name = free.name AND s.log = $2::uuid
RETURNING s.name, s.epoch, s.tick, s.pos`;

/** A row that is locked is being moved by its holder, who extends the lease as well, or taken by another, which shows next time. */
const extend = `WITH held AS MATERIALIZED (
  SELECT s.name FROM messaging.subscriptions s
  JOIN unnest($1::text[], $2::bigint[]) AS own (name, epoch) ON s.name = own.name AND s.epoch = own.epoch
  WHERE s.log = $3::uuid
), free AS MATERIALIZED (
  SELECT s.name, s.epoch FROM messaging.subscriptions s
  JOIN unnest($1::text[], $2::bigint[]) AS own (name, epoch) ON s.name = own.name AND s.epoch = own.epoch
  WHERE s.log = $3::uuid FOR UPDATE OF s SKIP LOCKED
), extended AS (
  UPDATE messaging.subscriptions s SET leased_until = clock_timestamp() + $4::int * interval '1 millisecond'
  FROM free WHERE s.name = free.name AND s.log = $3::uuid
)
SELECT name FROM held`;

const giveBack = `UPDATE messaging.subscriptions SET owner = NULL, leased_until = '-infinity'
WHERE name = $1 AND log = $2 AND epoch = $3`;

const move = `UPDATE messaging.subscriptions
SET tick = $6, pos = $7, leased_until = clock_timestamp() + $8::int * interval '1 millisecond'
WHERE name = $1 AND log = $2 AND epoch = $3 AND tick = $4 AND pos = $5`;

const confirm = `UPDATE messaging.subscriptions
SET leased_until = clock_timestamp() + $4::int * interval '1 millisecond'
WHERE name = $1 AND log = $2 AND epoch = $3`;

import { prepared, type UnitOfWork } from '@boardwalk/persistence';
import type { Pool } from 'pg';
import { type LogRow, rawOf, rowOf } from '../log/log-row.js';
import { StaleEpochError } from '../messaging.errors.js';
import type { Lease } from '../lanes/lease.js';

/** A delivery that the cursor has passed without success at once. */
export interface StoredDelivery {
  readonly row: LogRow;
  readonly attempts: number;
  /** Those of them that an earlier budget paid for: a redrive gets the whole number of attempts again. */
  readonly attemptsBefore: number;
  /** Trace context of the failed attempt that an operator's redrive repeats. */
  readonly redriveOf: string | undefined;
  readonly isReplay: boolean;
}

export interface Failure {
  readonly attempts: number;
  readonly state: 'retry' | 'parked' | 'skipped';
  /** When a retry is due; null for the dead. */
  readonly dueAt: Date | null;
  readonly at: Date;
  readonly errorClass: string;
  readonly errorMessage: string;
  /** Trace context of the attempt that failed. */
  readonly traceparent: string | undefined;
}

/** Which of the keys later facts must wait behind, and whether there is any such key in the lane. */
export async function blockedKeys(
  unit: UnitOfWork,
  lease: Lease,
  keys: readonly string[],
): Promise<{ readonly blocked: Set<string>; readonly any: boolean }> {
  const { subscription, log, bucket } = lease;
  const { rows } = await unit.query<{ key: string | null }>(selectBlocked, [subscription, log, bucket, keys]);
  return { blocked: new Set(rows.flatMap(({ key }) => key ?? [])), any: rows.length > 0 };
}

/** A delivery as its row is to be: one that failed, or one that waits behind the others of its key. */
export interface Entry {
  readonly row: LogRow;
  /** Undefined where it waits. */
  readonly failure?: Failure;
}

/** @throws {StaleEpochError} when one of them is not as it was when this holder saw it */
export async function record(unit: UnitOfWork, lease: Lease, entries: readonly Entry[]): Promise<void> {
  const of = <T>(column: (entry: Entry) => T): T[] => entries.map(column);
  const { rowCount } = await unit.query(recordAll, [
    ...[lease.subscription, lease.log, lease.bucket],
    of(({ row }) => row.id),
    of(({ row }) => row.tick),
    of(({ row }) => row.pos),
    of(({ row }) => row.type),
    of(({ row }) => row.key),
    of(({ row }) => rawOf(row)),
    of(({ failure }) => failure?.state ?? 'waiting'),
    of(({ failure }) => failure?.attempts ?? 0),
    of(({ failure }) => failure?.dueAt ?? null),
    of(({ failure }) => failure?.errorClass ?? null),
    of(({ failure }) => failure?.errorMessage ?? null),
    of(({ failure }) => failure?.at ?? null),
    of(({ failure }) => failure?.traceparent ?? null),
  ]);
  if (rowCount !== entries.length) throw new StaleEpochError(lease.subscription);
}

/** A retry that succeeded. */
export interface Done {
  readonly row: LogRow;
  readonly attempts: number;
}

/** @throws {StaleEpochError} when one of them is not as it was when this holder saw it */
export async function complete(unit: UnitOfWork, lease: Lease, done: readonly Done[]): Promise<void> {
  const { rowCount } = await unit.query(completeAll, [
    ...[lease.subscription, lease.log],
    done.map(({ row }) => row.id),
    done.map(({ attempts }) => attempts),
  ]);
  if (rowCount !== done.length) throw new StaleEpochError(lease.subscription);
}

export interface Key {
  readonly subscription: string;
  readonly log: string;
  readonly key: string;
}

/** What waits behind these keys may run, unless something else blocks it. */
export async function freeKeys(unit: UnitOfWork, keys: readonly Key[], now: Date): Promise<void> {
  await unit.query(promoteHeads, [
    keys.map(({ subscription }) => subscription),
    keys.map(({ log }) => log),
    keys.map(({ key }) => key),
    now,
  ]);
}

export interface DueDeliveries {
  /** The first of those whose time has come, oldest first. */
  readonly due: readonly StoredDelivery[];
  /** When the next one is due, if there is any; now, if there may be more that are due already. */
  readonly next: Date | null;
}

export async function dueDeliveries(pool: Pool, lease: Lease, now: Date): Promise<DueDeliveries> {
  const { rows } = await pool.query<DueRow>(
    prepared(selectDue, [lease.subscription, lease.log, lease.bucket, now]),
  );
  const due = rows.flatMap(({ raw, attempts, attemptsBefore, redriveOf, isReplay }) =>
    raw === null
      ? []
      : { row: rowOf(raw), attempts, attemptsBefore, redriveOf: redriveOf ?? undefined, isReplay },
  );
  return { due, next: due.length === mostDue ? now : (rows[0]?.next ?? null) };
}

interface DueRow {
  readonly next: Date | null;
  /** Null in the only row, with the rest, when nothing is due. */
  readonly raw: string | null;
  readonly attempts: number;
  readonly attemptsBefore: number;
  readonly redriveOf: string | null;
  readonly isReplay: boolean;
}

export interface DueLane {
  readonly subscription: string;
  readonly log: string;
  readonly bucket: number;
  readonly due: Date;
}

/** Lanes that have something to retry, with the earliest due time. */
export async function nextDue(pool: Pool, subscriptions: readonly string[]): Promise<readonly DueLane[]> {
  const { rows } = await pool.query<DueLane>(prepared(selectNextDue, [subscriptions]));
  return rows;
}

/** Retries that are fetched at once. */
const mostDue = 500;

/**
 * A row without a key says that there are blocked keys, but none of these. Those that others may wait behind are held until
 * the end of the transaction: an operator who archives one lets go what waits behind it, and would not see what is only being
 * put there. One that is being redriven is waited for, and is among them before and after: parked, then retry.
 */
const selectBlocked = `WITH blocking AS (
  SELECT key FROM messaging.deliveries
  WHERE subscription = $1 AND log = $2 AND key = ANY($4::text[]) AND state = 'waiting'
  UNION
  SELECT key FROM (SELECT key FROM messaging.deliveries
    WHERE subscription = $1 AND log = $2 AND key = ANY($4::text[]) AND state IN ('retry', 'parked') FOR SHARE) held
)
SELECT key FROM blocking
UNION ALL
SELECT NULL WHERE NOT EXISTS (SELECT FROM blocking) AND EXISTS (
  SELECT FROM messaging.deliveries
  WHERE subscription = $1 AND log = $2 AND bucket = $3 AND state IN ('retry', 'waiting', 'parked'))`;

/** A row that is there already must be the retry that has just failed once more. */
const recordAll = `INSERT INTO messaging.deliveries AS d (subscription, log, bucket, event_id, tick, pos, type, key, raw, state,
  attempts, due_at, error_class, error_message, first_failed_at, last_failed_at, traceparent)
SELECT $1, $2, $3, event_id, tick, pos, type, key, raw, state, attempts, due_at, error_class, error_message, failed_at, failed_at,
  traceparent
FROM unnest($4::uuid[], $5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::int[],
  $12::timestamptz[], $13::text[], $14::text[], $15::timestamptz[], $16::text[])
  AS entry (event_id, tick, pos, type, key, raw, state, attempts, due_at, error_class, error_message, failed_at, traceparent)
ON CONFLICT (subscription, log, event_id) DO UPDATE
SET state = excluded.state, attempts = excluded.attempts, due_at = excluded.due_at, error_class = excluded.error_class,
    error_message = excluded.error_message, first_failed_at = coalesce(d.first_failed_at, excluded.first_failed_at),
    last_failed_at = excluded.last_failed_at, traceparent = excluded.traceparent
WHERE d.state = 'retry' AND d.attempts = excluded.attempts - 1`;

const completeAll = `UPDATE messaging.deliveries d SET state = 'done', attempts = done.attempts, due_at = NULL
FROM unnest($3::uuid[], $4::int[]) AS done (event_id, attempts)
WHERE d.subscription = $1 AND d.log = $2 AND d.event_id = done.event_id
  AND d.state = 'retry' AND d.attempts = done.attempts - 1`;

const promoteHeads = `UPDATE messaging.deliveries d SET state = 'retry', due_at = $4
FROM (SELECT DISTINCT * FROM unnest($1::text[], $2::uuid[], $3::text[])) AS freed (subscription, log, key)
CROSS JOIN LATERAL (
  SELECT w.event_id, w.state FROM messaging.deliveries w
  WHERE w.subscription = freed.subscription AND w.log = freed.log AND w.key = freed.key
    AND w.state IN ('retry', 'waiting', 'parked')
  ORDER BY w.tick, w.pos LIMIT 1) head
WHERE d.subscription = freed.subscription AND d.log = freed.log AND d.event_id = head.event_id AND d.state = 'waiting'`;

const selectDue = `SELECT next, raw, attempts, attempts_before AS "attemptsBefore", replay AS "isReplay",
  CASE WHEN redrives > 0 THEN coalesce(traceparent, '') END AS "redriveOf"
FROM (SELECT min(due_at) AS next FROM messaging.deliveries
  WHERE subscription = $1 AND log = $2 AND bucket = $3 AND state = 'retry' AND due_at > $4) later
LEFT JOIN (SELECT * FROM messaging.deliveries
  WHERE subscription = $1 AND log = $2 AND bucket = $3 AND state = 'retry' AND due_at <= $4
  ORDER BY due_at, tick, pos LIMIT ${mostDue}) due ON true
ORDER BY due_at, tick, pos`;

const selectNextDue = `SELECT s.name AS subscription, s.log, s.bucket, first.due FROM messaging.subscriptions s
CROSS JOIN LATERAL (SELECT min(d.due_at) AS due FROM messaging.deliveries d
  WHERE d.subscription = s.name AND d.log = s.log AND d.bucket = s.bucket AND d.state = 'retry') first
WHERE s.name = ANY($1::text[]) AND first.due IS NOT NULL`;

export const deliveryStatements = {
  selectBlocked,
  recordAll,
  completeAll,
  promoteHeads,
  selectDue,
  selectNextDue,
};

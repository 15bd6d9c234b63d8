import { prepared, type UnitOfWork } from '@boardwalk/persistence';
import type { Pool } from 'pg';
import { type LogFields, LogRow } from '../log/log-row.js';
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

/** Puts a delivery behind the others of its key. */
export async function enqueue(unit: UnitOfWork, lease: Lease, row: LogRow): Promise<void> {
  await unit.query(insertWaiting, [...identity(lease, row), lease.bucket, ...placeOf(row), rawOf(row)]);
}

export async function recordFailure(
  unit: UnitOfWork,
  lease: Lease,
  row: LogRow,
  failure: Failure,
): Promise<void> {
  const { rowCount } = await unit.query(upsertFailure, [
    ...identity(lease, row),
    lease.bucket,
    ...placeOf(row),
    rawOf(row),
    failure.state,
    failure.attempts,
    failure.dueAt,
    failure.errorClass,
    failure.errorMessage,
    failure.at,
    failure.traceparent ?? null,
  ]);
  if (rowCount !== 1) throw new StaleEpochError(lease.subscription);
}

/** Marks a delivery as done and lets the next one of its key run. */
export async function complete(
  unit: UnitOfWork,
  lease: Lease,
  row: LogRow,
  attempts: number,
  now: Date,
): Promise<void> {
  const { rowCount } = await unit.query(markDone, [...identity(lease, row), attempts]);
  if (rowCount !== 1) throw new StaleEpochError(lease.subscription);
  await promoteNext(unit, lease, row.key, now);
}

/** A delivery died without blocking its key: whoever waits behind it may run. */
export async function promoteNext(unit: UnitOfWork, lease: Lease, key: string, now: Date): Promise<void> {
  await unit.query(promote, [lease.subscription, lease.log, key, now]);
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

function identity(lease: Lease, row: LogRow): [string, string, string] {
  return [lease.subscription, lease.log, row.id];
}

function placeOf({ tick, pos, type, key }: LogRow): [number, number, string, string] {
  return [tick, pos, type, key];
}

/** The row as it was read; retries and redrives need nothing else. */
function rawOf(row: LogRow): string {
  return JSON.stringify(row);
}

export function rowOf(raw: string): LogRow {
  const row = JSON.parse(raw) as {
    [column in keyof LogFields]: LogFields[column] extends Date ? string : LogFields[column];
  };
  return new LogRow({
    ...row,
    occurredAt: timeOf(row.occurredAt),
    recordedAt: timeOf(row.recordedAt),
    takenAt: timeOf(row.takenAt),
  });
}

/** JSON has no invalid Date: it says null, which would be read as 1970. */
function timeOf(text: string | null): Date {
  return new Date(text ?? Number.NaN);
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

const insertWaiting = `INSERT INTO messaging.deliveries
  (subscription, log, event_id, bucket, tick, pos, type, key, raw, state, attempts)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', 0)`;

const upsertFailure = `INSERT INTO messaging.deliveries AS d (subscription, log, event_id, bucket, tick, pos, type, key, raw,
  state, attempts, due_at, error_class, error_message, first_failed_at, last_failed_at, traceparent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16)
ON CONFLICT (subscription, log, event_id) DO UPDATE
SET state = excluded.state, attempts = excluded.attempts, due_at = excluded.due_at, error_class = excluded.error_class,
    error_message = excluded.error_message, first_failed_at = coalesce(d.first_failed_at, excluded.first_failed_at),
    last_failed_at = excluded.last_failed_at, traceparent = excluded.traceparent
WHERE d.state = 'retry' AND d.attempts = excluded.attempts - 1`;

const markDone = `UPDATE messaging.deliveries SET state = 'done', attempts = $4, due_at = NULL
WHERE subscription = $1 AND log = $2 AND event_id = $3 AND state = 'retry' AND attempts = $4 - 1`;

const promote = `UPDATE messaging.deliveries SET state = 'retry', due_at = $4
WHERE (subscription, log, event_id) = (
  SELECT subscription, log, event_id FROM messaging.deliveries
  WHERE subscription = $1 AND log = $2 AND key = $3 AND state IN ('retry', 'waiting', 'parked')
  ORDER BY tick, pos LIMIT 1)
AND state = 'waiting'`;

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
  insertWaiting,
  upsertFailure,
  markDone,
  promote,
  selectDue,
  selectNextDue,
};

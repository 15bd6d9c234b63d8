import { prepared, type UnitOfWork } from '@boardwalk/persistence';
import type { TraceCarrier } from '@boardwalk/observability';
import type { Pool } from 'pg';
import type { DeadCommand } from './delayed-command.js';

/** Of whoever asked for the command. */
export interface CommandHeaders extends TraceCarrier {
  readonly correlationid?: string;
  readonly causationid?: string;
}

export interface CommandRow {
  readonly id: string;
  readonly context: string;
  readonly command: string;
  readonly key: string;
  readonly payload: string;
  readonly headers: string;
  readonly revision: number;
  readonly attempts: number;
  /** Of the attempt that an operator's redrive repeats. */
  readonly redriveOf: string | null;
}

export interface CommandFailure {
  readonly isDead: boolean;
  /** When it runs again. */
  readonly dueAt: Date;
  readonly at: Date;
  readonly errorClass: string;
  readonly errorMessage: string;
  readonly traceparent: string | undefined;
}

/** @param asked id, context, command, key, payload, headers, due time */
export async function put(
  unit: UnitOfWork,
  asked: readonly [string, string, string, string, string, string, Date],
): Promise<void> {
  await unit.query(upsert, asked);
}

export async function takeAway(
  unit: UnitOfWork,
  context: string,
  command: string,
  key: string,
): Promise<boolean> {
  const { rowCount } = await unit.query(remove, [context, command, key]);
  return rowCount === 1;
}

/** The next one whose time has come, locked until the unit ends. What another process runs meanwhile is passed over. */
export async function nextDue(unit: UnitOfWork, context: string, now: Date): Promise<CommandRow | undefined> {
  const { rows } = await unit.query<CommandRow>(selectDue, [context, now]);
  return rows[0];
}

/** In the transaction of its effect. What the command asked for again, under its own key, stays. */
export async function done(unit: UnitOfWork, { id, revision }: CommandRow): Promise<void> {
  await unit.query(removeDone, [id, revision]);
}

/** Nothing happens when it ran, or failed, elsewhere meanwhile. */
export async function recordFailure(
  unit: UnitOfWork,
  { id, revision, attempts }: CommandRow,
  failure: CommandFailure,
): Promise<void> {
  await unit.query(fail, [
    id,
    revision,
    attempts,
    failure.isDead ? 'dead' : 'waiting',
    failure.dueAt,
    failure.at,
    failure.errorClass,
    failure.errorMessage,
    failure.traceparent ?? null,
  ]);
}

export async function selectDeadCommands(pool: Pool, most: number): Promise<DeadCommand[]> {
  return (await pool.query<DeadCommand>(prepared(selectDead, [most]))).rows;
}

export async function revive(unit: UnitOfWork, id: string, now: Date): Promise<boolean> {
  const { rowCount } = await unit.query(reviveDead, [id, now]);
  return rowCount === 1;
}

const upsert = `INSERT INTO messaging.delayed_commands AS c (id, context, command, key, payload, headers, due_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (context, command, key) DO UPDATE
SET payload = excluded.payload, headers = excluded.headers, due_at = excluded.due_at, revision = c.revision + 1,
    state = 'waiting', attempts = 0, redrives = 0, error_class = NULL, error_message = NULL,
    first_failed_at = NULL, last_failed_at = NULL, traceparent = NULL`;

const remove = 'DELETE FROM messaging.delayed_commands WHERE context = $1 AND command = $2 AND key = $3';

const selectDue = `SELECT id, context, command, key, payload, headers, revision, attempts,
  CASE WHEN redrives > 0 THEN traceparent END AS "redriveOf"
FROM messaging.delayed_commands WHERE context = $1 AND state = 'waiting' AND due_at <= $2
ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`;

const removeDone = 'DELETE FROM messaging.delayed_commands WHERE id = $1 AND revision = $2';

const fail = `UPDATE messaging.delayed_commands
SET state = $4, attempts = attempts + 1, due_at = $5, first_failed_at = coalesce(first_failed_at, $6), last_failed_at = $6,
    error_class = $7, error_message = $8, traceparent = $9
WHERE id = $1 AND revision = $2 AND attempts = $3 AND state = 'waiting'`;

const selectDead = `SELECT id, context, command, key, due_at AS "dueAt", attempts, redrives, error_class AS "errorClass",
  error_message AS "errorMessage", first_failed_at AS "firstFailedAt", last_failed_at AS "lastFailedAt", traceparent
FROM messaging.delayed_commands WHERE state = 'dead' ORDER BY last_failed_at DESC, id LIMIT $1`;

const reviveDead = `UPDATE messaging.delayed_commands
SET state = 'waiting', due_at = $2, attempts = 0, redrives = redrives + 1 WHERE id = $1 AND state = 'dead'`;

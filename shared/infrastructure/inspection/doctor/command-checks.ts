import type pg from 'pg';
import { counted, type Finding, ill, well } from './finding.js';

interface DeadKind {
  readonly kind: string;
  readonly count: number;
  readonly errorClass: string;
  readonly total: number;
}

/** What a context asked for at a later time and what gave up is done by nobody any more, until an operator says so. */
export async function delayedCommandsRun(pool: pg.Pool): Promise<Finding> {
  const { rows } = await pool.query<DeadKind>(selectDead);
  const [first] = rows;
  if (first === undefined) return well('delayed commands', 'None gave up.');
  const kinds = rows.map(({ kind, count, errorClass }) => `${kind} (${count}, the last for ${errorClass})`);
  return ill(
    'delayed commands',
    `${counted(first.total, 'command')} gave up: ${kinds.join(', ')}.`,
    'See them with "boardwalk delayed ls", mend the cause, and let each run again with "boardwalk delayed redrive".',
  );
}

/** Kinds of commands are few; twenty are enough to see what is wrong. */
const selectDead = `SELECT context || '.' || command AS kind, count(*) AS count, sum(count(*)) OVER ()::int AS total,
  (array_agg(error_class ORDER BY last_failed_at DESC))[1] AS "errorClass"
FROM messaging.delayed_commands WHERE state = 'dead' GROUP BY context, command ORDER BY count(*) DESC, context, command LIMIT 20`;

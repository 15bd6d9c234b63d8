import type { Database } from '@boardwalk/persistence';
import { type RawBuilder, sql } from 'kysely';

/** What became of the calls of one queue. */
export interface CallAccount {
  /** `<context>.<table>` */
  readonly queue: string;
  /** How many were looked at: those with the highest ids. `sent`, `failed` and `pending` are of them. */
  readonly examined: number;
  readonly sent: number;
  readonly failed: number;
  readonly pending: number;
  /** Of all there are. */
  readonly unknown: number;
  /** Those whose attempts do not lead to what they are, and the id of one. */
  readonly unaccounted: number;
  readonly unaccountedId: string | null;
  /** Those that were accepted more than once in the last week, where that is not the same as once, and the id of one. */
  readonly twice: number;
  readonly twiceId: string | null;
  /** Those that are due, while nobody has made any call for as long; 0 when calls are made. */
  readonly lying: number;
  readonly lyingSince: Date | null;
}

/** How many calls are looked at. */
const sample = 20_000;

/** What arrived twice cannot be undone, so it is told of for a while only, in milliseconds. */
const recentMs = 7 * 86_400_000;

/**
 * In one statement: an intent and its attempts change together. An attempt that an operator settled keeps its outcome, so an
 * unknown one may have led anywhere. Whether any call is made at all is asked only if one should have been.
 * @param patienceMs how long a call may be due
 */
export async function accountOf(
  database: Database<unknown>,
  { intents, attempts }: { readonly intents: RawBuilder<unknown>; readonly attempts: RawBuilder<unknown> },
  now: Date,
  patienceMs: number,
  isIdempotent: boolean,
): Promise<Omit<CallAccount, 'queue'>> {
  const due = new Date(now.getTime() - patienceMs);
  const recent = new Date(now.getTime() - recentMs);
  const { rows } = await sql<Omit<CallAccount, 'queue'>>`
    WITH examined AS (
      SELECT i.id, i.status, made.accepted > 1 AND NOT ${isIdempotent} AS is_twice, made.last IS NOT DISTINCT FROM nullif(i.attempt, 0) AND CASE i.status
          WHEN 'queued' THEN i.attempt = 0 OR made.outcome IN ('refused', 'unknown')
          WHEN 'sending' THEN i.attempt > 0 AND made.outcome IS NULL
          WHEN 'sent' THEN made.outcome IN ('accepted', 'unknown')
          WHEN 'failed' THEN made.outcome IN ('refused', 'unknown')
          WHEN 'unknown' THEN made.outcome = 'unknown'
        END IS TRUE AS is_told
      FROM (SELECT id, status, attempt FROM ${intents} ORDER BY id DESC LIMIT ${sample}) i
      CROSS JOIN LATERAL (
        SELECT max(a.attempt) AS last, max(a.outcome) FILTER (WHERE a.attempt = i.attempt) AS outcome,
          count(*) FILTER (WHERE a.outcome = 'accepted' AND a.ended_at > ${recent}) AS accepted
        FROM ${attempts} a WHERE a.intent_id = i.id) made
    ), counts AS (
      SELECT count(*) AS examined, count(*) FILTER (WHERE status = 'sent') AS sent, count(*) FILTER (WHERE status = 'failed') AS failed,
        count(*) FILTER (WHERE status IN ('queued', 'sending')) AS pending,
        count(*) FILTER (WHERE NOT is_told) AS unaccounted, max(id::text) FILTER (WHERE NOT is_told) AS "unaccountedId",
        count(*) FILTER (WHERE is_twice) AS twice, max(id::text) FILTER (WHERE is_twice) AS "twiceId"
      FROM examined
    ), lying AS (
      SELECT count(*) AS lying, min(since) AS since FROM (
        SELECT next_attempt_at AS since FROM ${intents} WHERE status = 'queued' AND next_attempt_at <= ${due}
        UNION ALL
        SELECT leased_until FROM ${intents} WHERE status = 'sending' AND leased_until <= ${due}) overdue
    ), still AS (
      SELECT CASE
        WHEN lying = 0 OR EXISTS (SELECT FROM ${intents} WHERE status = 'sending' AND leased_until > ${due}) THEN false
        ELSE NOT EXISTS (SELECT FROM ${attempts} WHERE greatest(started_at, ended_at) > ${due}) END AS stands
      FROM lying
    )
    SELECT counts.*, (SELECT count(*) FROM ${intents} WHERE status = 'unknown') AS unknown,
      CASE WHEN stands THEN lying ELSE 0 END AS lying, CASE WHEN stands THEN since END AS "lyingSince"
    FROM counts, lying, still`.execute(database.query);
  const [account] = rows;
  if (account === undefined) throw new Error('A count without conditions has one row.');
  return account;
}

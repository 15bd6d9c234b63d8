import { type Database, type UnitsOfWork } from '@boardwalk/persistence';
import { type RawBuilder, sql } from 'kysely';
import { storableText } from '../delivery/failure-message.js';
import { accountOf, type CallAccount } from './call-account.js';
import type { CallOutcome, IntentRow, IntentTable, UnknownCall, Verdict } from './intent.js';

/** A holder that has not settled its call this long after the call's own limit is dead. */
const graceMs = 5_000;

/** The statements over a module's table of intents. */
export class IntentQueries<Row extends IntentRow> {
  private readonly intents;
  private readonly attempts;

  constructor(
    private readonly database: Database<unknown>,
    private readonly settings: IntentTable<Row>,
    private readonly units: UnitsOfWork,
  ) {
    this.intents = sql.id(database.schema, settings.table);
    this.attempts = sql.id(database.schema, `${settings.table}_attempts`);
  }

  /** Takes due intents and records that an attempt begins, before anything is called. */
  claim(now: Date, most: number): Promise<Row[]> {
    const { lane, table } = this.settings;
    if (lane === undefined) return this.take(now, most, sql``);
    return this.units.run(async () => {
      // Two processes that look at the same time would both find a place free.
      const lock = `lanes of ${this.database.schema}.${table}`;
      await sql`SELECT pg_advisory_xact_lock(hashtextextended(${lock}::text, 0))`.execute(
        this.database.query,
      );
      return this.take(now, most, this.isFirstOf(sql.id(lane)));
    });
  }

  private async take(now: Date, most: number, condition: RawBuilder<unknown>): Promise<Row[]> {
    const until = new Date(now.getTime() + this.settings.timeoutMs + graceMs);
    const { rows } = await sql<Row>`
      WITH due AS (
        SELECT id FROM ${this.intents} i WHERE status = 'queued' AND next_attempt_at <= ${now} ${condition}
        ORDER BY next_attempt_at, id LIMIT ${most} FOR UPDATE SKIP LOCKED
      ), claimed AS (
        UPDATE ${this.intents} i SET status = 'sending', attempt = i.attempt + 1, leased_until = ${until}
        FROM due WHERE i.id = due.id RETURNING i.*
      ), begun AS (
        INSERT INTO ${this.attempts} (intent_id, attempt, started_at) SELECT id, attempt, ${now} FROM claimed
      )
      SELECT * FROM claimed ORDER BY next_attempt_at, id`.execute(this.database.query);
    return rows;
  }

  /**
   * No other call to the same place is being made, or is due before. Places are looked up one after the other in an index, so
   * that it does not matter how many calls wait for one.
   */
  private isFirstOf(lane: RawBuilder<unknown>): RawBuilder<unknown> {
    const queued = sql`FROM ${this.intents} WHERE status = 'queued'`;
    return sql`AND id = ANY(ARRAY(
      WITH RECURSIVE lanes AS (
        (SELECT ${lane} AS place ${queued} ORDER BY ${lane} LIMIT 1)
        UNION ALL
        SELECT (SELECT ${lane} ${queued} AND ${lane} > place ORDER BY ${lane} LIMIT 1) FROM lanes WHERE place IS NOT NULL
      )
      SELECT first.id FROM lanes
      CROSS JOIN LATERAL (SELECT id ${queued} AND ${lane} = place ORDER BY next_attempt_at, id LIMIT 1) first
      WHERE NOT EXISTS (SELECT FROM ${this.intents} WHERE status = 'sending' AND ${lane} = place)))`;
  }

  /**
   * A process that slept during its call comes late: the call is parked, or somebody has settled it. What a person said stays,
   * but one that arrived after all is not made again; and once it was made again, the attempt at least tells what became of it.
   * @param nextAttempt null when there is none
   * @returns false when somebody settled it otherwise before. Repeating one whose answer was lost is safe.
   */
  async settle(intent: Row, outcome: CallOutcome, now: Date, nextAttempt: Date | null): Promise<boolean> {
    const error = outcome.kind === 'accepted' ? null : storableText(outcome.error);
    const providerId = outcome.kind === 'accepted' ? storableText(outcome.providerId ?? '') || null : null;
    const from = outcome.kind === 'accepted' ? ['sending', 'unknown', 'queued'] : ['sending', 'unknown'];
    return this.units.run(async () => {
      await sql`UPDATE ${this.intents} SET status = ${statusAfter(outcome, nextAttempt)}, leased_until = NULL,
          next_attempt_at = coalesce(${nextAttempt}, next_attempt_at), last_error = ${error},
          provider_id = coalesce(${providerId}, provider_id)
        WHERE id = ${intent.id} AND attempt = ${intent.attempt} AND status = ANY(${from})`.execute(
        this.database.query,
      );
      const { numAffectedRows } =
        await sql`UPDATE ${this.attempts} a SET ended_at = ${now}, outcome = ${outcome.kind}, error = ${error}
        FROM ${this.intents} i
        WHERE a.intent_id = ${intent.id} AND a.attempt = ${intent.attempt} AND i.id = a.intent_id
          AND coalesce(a.outcome, 'unknown') IN ('unknown', ${outcome.kind})
          AND (i.attempt > a.attempt OR i.status = ${statusAfter(outcome, nextAttempt)})`.execute(
          this.database.query,
        );
      return numAffectedRows === 1n;
    });
  }

  /** Oldest first. */
  async unknown(limit: number): Promise<Omit<UnknownCall, 'queue' | 'isRepeatable'>[]> {
    const { rows } = await sql<Omit<UnknownCall, 'queue' | 'isRepeatable'>>`
      SELECT i.id, i.attempt, i.last_error AS error, a.ended_at AS "endedAt" FROM ${this.intents} i
      LEFT JOIN ${this.attempts} a ON a.intent_id = i.id AND a.attempt = i.attempt
      WHERE i.status = 'unknown' ORDER BY i.next_attempt_at, i.id LIMIT ${limit}`.execute(
      this.database.query,
    );
    return rows;
  }

  account(now: Date, patienceMs: number): Promise<Omit<CallAccount, 'queue'>> {
    const { isIdempotent = false } = this.settings;
    const tables = { intents: this.intents, attempts: this.attempts };
    return accountOf(this.database, tables, now, patienceMs, isIdempotent);
  }

  /** False when the call is not unknown, or not any more. The attempt keeps the outcome that it had. */
  async reconcile(id: string, verdict: Verdict, now: Date): Promise<boolean> {
    const status = verdict === 'again' ? 'queued' : verdict;
    const { numAffectedRows } = await sql`UPDATE ${this.intents}
      SET status = ${status}, next_attempt_at = CASE WHEN ${status} = 'queued' THEN ${now} ELSE next_attempt_at END
      WHERE id = ${id} AND status = 'unknown'`.execute(this.database.query);
    return numAffectedRows === 1n;
  }

  /** Calls whose process died: nobody knows whether the provider took them. Those that may be made twice are made again. */
  async parkAbandoned(now: Date): Promise<void> {
    const error = 'the process ended during the call';
    const { isIdempotent = false, attempts } = this.settings;
    await sql`
      WITH abandoned AS (
        UPDATE ${this.intents} SET leased_until = NULL, last_error = ${error},
          status = CASE WHEN ${isIdempotent} AND attempt < ${attempts}::integer THEN 'queued' ELSE 'unknown' END
        WHERE status = 'sending' AND leased_until < ${now} RETURNING id, attempt
      )
      UPDATE ${this.attempts} a SET ended_at = ${now}, outcome = 'unknown', error = ${error}
      FROM abandoned WHERE a.intent_id = abandoned.id AND a.attempt = abandoned.attempt`.execute(
      this.database.query,
    );
  }
}

function statusAfter(
  outcome: CallOutcome,
  nextAttempt: Date | null,
): 'sent' | 'queued' | 'failed' | 'unknown' {
  if (outcome.kind === 'accepted') return 'sent';
  if (nextAttempt !== null) return 'queued';
  return outcome.kind === 'unknown' ? 'unknown' : 'failed';
}

import { Clock, Ids } from '@boardwalk/domain';
import { Migrations, prepared, type UnitOfWork } from '@boardwalk/persistence';
import pg from 'pg';
import { HttpProblem } from '../problems/problem.js';
import { type Answer, RequestSeals } from './sealed-answer.js';

/** How long an answer is kept under its key. */
const keptMs = 24 * 3_600_000;
/** After so long a request that never came to its end, because its process died, may be done by another. */
const leaseMs = 60_000;

/** What is asked to be done once. */
export interface KeyedRequest {
  readonly caller: string;
  readonly key: string;
  /** Method, address and body. */
  readonly said: readonly [method: string, url: string, body: string];
}

/** The right to do a request, for a minute. */
export interface Claim {
  readonly request: KeyedRequest;
  readonly id: string;
}

/** What a key says: this request is yours to do, or it was done and this was the answer. */
export type Found = { readonly claim: Claim } | { readonly answer: Answer };

/** The answers to requests that were sent with an Idempotency-Key. */
export class KeptAnswers {
  constructor(
    private readonly pool: pg.Pool,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly seals: RequestSeals,
    migrations: Migrations,
  ) {
    migrations.add('http', import.meta.url);
  }

  /** @throws {HttpProblem} 422 when the key stands for another request, 409 when it is in work */
  async claim(request: KeyedRequest): Promise<Found> {
    const [key, said] = [this.rowOf(request), this.seals.digest(...request.said)];
    const now = this.clock.now().getTime();
    const id = this.ids.next();
    const { rowCount } = await this.pool.query(
      prepared(insert, [key, said, id, new Date(now), new Date(now - leaseMs), new Date(now - keptMs)]),
    );
    if (rowCount === 1) return { claim: { request, id } };
    const { rows } = await this.pool.query<Row>(prepared(select, [key]));
    const [row] = rows;
    if (row === undefined) throw inWork();
    if (!row.request.equals(said)) throw anotherRequest();
    if (row.answer === null) throw inWork();
    const { headers, ...answer } = this.seals.open(row.answer, request.caller, request.key);
    const position = row.position === null ? {} : { 'boardwalk-position': row.position };
    return { answer: { ...answer, headers: { ...headers, ...position } } };
  }

  /** Has the answer go into the database together with what was done, or neither of them. */
  keep({ request, id }: Claim, answer: Answer, unit: UnitOfWork): void {
    const sealed = this.seals.seal(answer, request.caller, request.key);
    unit.beforeCommit(finish, [this.rowOf(request), id, sealed], (error) =>
      error instanceof pg.DatabaseError && error.code === divisionByZero ? inWork() : error,
    );
  }

  /** Tells whoever asks again how far the log has to be read. Only known once the commit is. */
  async tellPosition({ request, id }: Claim, position: string): Promise<void> {
    await this.pool.query(prepared(locate, [this.rowOf(request), id, position]));
  }

  /** What was refused has changed nothing, and may be tried again under the same key. */
  async release({ request, id }: Claim): Promise<void> {
    await this.pool.query(prepared(remove, [this.rowOf(request), id]));
  }

  /** Removes what is older than a day, `most` of it at most. @returns how many */
  async forgetOld(most: number): Promise<number> {
    const before = new Date(this.clock.now().getTime() - keptMs);
    return (await this.pool.query(forget, [before, most])).rowCount ?? 0;
  }

  private rowOf({ caller, key }: KeyedRequest): Buffer {
    return this.seals.digest(caller, key);
  }
}

interface Row {
  readonly request: Buffer;
  readonly answer: Buffer | null;
  readonly position: string | null;
}

function inWork(): HttpProblem {
  return new HttpProblem(
    409,
    'request-in-work',
    'The request with this Idempotency-Key is being worked on. Send it again in a moment to get its answer.',
    { headers: { 'retry-after': '1' } },
  );
}

function anotherRequest(): HttpProblem {
  return new HttpProblem(
    422,
    'idempotency-key-reused',
    'This Idempotency-Key was sent with another request before. Nothing was done; take a new key for each thing that is to be done.',
  );
}

const insert = `INSERT INTO http.idempotent_requests AS kept (key, request, claim, claimed_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (key) DO UPDATE SET request = excluded.request, claim = excluded.claim, claimed_at = excluded.claimed_at,
  answer = NULL, position = NULL
WHERE (kept.answer IS NULL AND kept.claimed_at <= $5) OR kept.claimed_at <= $6`;

const select = 'SELECT request, answer, position FROM http.idempotent_requests WHERE key = $1';

const divisionByZero = '22012';
/** Fails where somebody else has taken the claim over, so that the transaction does. */
const finish = `WITH finished AS (
  UPDATE http.idempotent_requests SET answer = $3 WHERE key = $1 AND claim = $2 AND answer IS NULL RETURNING 1
) SELECT 1 / count(*) FROM finished`;

const locate = 'UPDATE http.idempotent_requests SET position = $3 WHERE key = $1 AND claim = $2';

const remove = 'DELETE FROM http.idempotent_requests WHERE key = $1 AND claim = $2 AND answer IS NULL';

const forget = `DELETE FROM http.idempotent_requests WHERE key IN (
  SELECT key FROM http.idempotent_requests WHERE claimed_at <= $1 ORDER BY claimed_at LIMIT $2)`;

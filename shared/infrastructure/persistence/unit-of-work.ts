import type { AggregateRoot, KindedEvent } from '@boardwalk/domain';
import type { StampedFact } from '@boardwalk/observability';
import type { Pool, PoolClient, QueryConfig, QueryResult } from 'pg';
import { exchange } from './exchange.js';
import type { FactSink, Transaction } from './fact-sink.js';
import {
  SilentTransactionError,
  TransactionRolledBackError,
  UndispatchedEventsError,
  UnitOfWorkEndedError,
} from './persistence.errors.js';
import { longestSilenceMs, prepared, wasTooSilent } from './pool.js';

const begin = prepared('BEGIN', []);
const commit = prepared('COMMIT', []);

type Settled = (committed: boolean) => void;

interface Lastly {
  readonly statement: QueryConfig;
  readonly explain: (error: unknown) => unknown;
}

export interface UnitKind {
  /** A rollback of this unit is not news: the same work will be tried again piece by piece. */
  readonly speculative?: boolean;
  /** It fills the shadows of its contexts' tables, and what it tells the world has been told before: no fact is staged. */
  readonly shadow?: boolean;
}

/**
 * One transaction with everything that must happen together with it: rows, staged facts, ended spans. It takes its
 * connection when it first needs one and sends BEGIN with the first statement, the facts with COMMIT.
 */
export class UnitOfWork implements Transaction {
  protected client: Promise<PoolClient> | undefined;
  /** `closing`: the facts are on their way, so another would be lost. `ended`: COMMIT or ROLLBACK is on its way, or answered. */
  protected phase: 'open' | 'closing' | 'ended' = 'open';
  protected outcomeKnown = false;
  protected begun = false;
  private unopened: { readonly because: unknown } | undefined;
  /** The connection, when it was found broken. */
  private lost: PoolClient | undefined;
  protected failure: unknown;
  protected readonly facts: StampedFact[] = [];
  protected readonly settled: Settled[] = [];
  protected readonly lastly: Lastly[] = [];
  private readonly aggregates = new Set<AggregateRoot>();

  constructor(
    protected readonly pool: Pool,
    protected readonly sink: FactSink | undefined,
    readonly kind: UnitKind = {},
  ) {}

  /** Runs one statement in the transaction. */
  async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<QueryResult<Row>> {
    const client = await this.connection();
    // COMMIT may have gone out meanwhile; behind it the statement would be a transaction of its own.
    this.assertNotEnded();
    if (this.unopened !== undefined) throw this.unopened.because;
    const statement = prepared(text, values);
    return this.begun ? client.query<Row>(statement) : this.begin(client, statement);
  }

  stage(fact: StampedFact): void {
    if (this.phase !== 'open') throw new UnitOfWorkEndedError();
    if (this.kind.shadow !== true) this.facts.push(fact);
  }

  /**
   * Sends a statement together with COMMIT. It must fail by itself where the transaction may not commit.
   * @param explain what an error of the commit means, if it is this statement's
   */
  beforeCommit(text: string, values: readonly unknown[], explain: (error: unknown) => unknown): void {
    if (this.phase !== 'open') throw new UnitOfWorkEndedError();
    this.lastly.push({ statement: prepared(text, values), explain });
  }

  /** Runs after the outcome is certain, in the order of registration. The callback must not throw. */
  onSettled(callback: Settled): void {
    this.settled.push(callback);
  }

  watch(aggregate: AggregateRoot): void {
    this.aggregates.add(aggregate);
  }

  unwatchAll(): void {
    this.aggregates.clear();
  }

  /** A part of the work failed: whoever catches the error cannot commit half of it. */
  doom(failure: unknown): void {
    this.failure ??= failure;
  }

  /** What a part of this unit has done so far is this unit's own from now on. */
  adopt(facts: readonly StampedFact[], settled: readonly Settled[], lastly: readonly Lastly[]): void {
    this.facts.push(...facts);
    this.settled.push(...settled);
    this.lastly.push(...lastly);
  }

  origin(): [Pool, FactSink | undefined, UnitKind] {
    return [this.pool, this.sink, this.kind];
  }

  /** For the parts of this unit, which run on the same connection. */
  async openConnection(): Promise<PoolClient> {
    const client = await this.connection();
    // Not awaited: it goes out with the statement of the part, which fails if this one does.
    if (!this.begun) client.query('BEGIN').catch((error: unknown) => this.doom(error));
    this.begun = true;
    return client;
  }

  async commit(): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.assertNothingForgotten();
    this.phase = 'closing';
    await this.commitAll();
    await this.settle(true);
  }

  async rollback(): Promise<void> {
    if (this.outcomeKnown) return;
    this.phase = 'ended';
    let broken: Error | undefined;
    try {
      if (this.client !== undefined) await (await this.client).query('ROLLBACK');
    } catch (error) {
      // The connection is gone, and the transaction with it.
      broken = error instanceof Error ? error : new Error(String(error));
    }
    await this.settle(false, broken);
  }

  /** What a failure of this unit comes from, where its first symptom does not say so. After the rollback. */
  causeOf(error: unknown): unknown {
    if (this.lost === undefined || !wasTooSilent(this.lost)) return error;
    return new SilentTransactionError(longestSilenceMs, error);
  }

  /** Everything that has to go out with COMMIT, and BEGIN if nothing has gone out yet. */
  private async commitAll(): Promise<void> {
    const insert = this.facts.length === 0 ? undefined : await this.insert();
    this.phase = 'ended';
    const work = [
      ...this.lastly.map(({ statement }) => statement),
      ...(insert === undefined ? [] : [insert]),
    ];
    if (work.length === 0 && !this.begun) return;
    const inserted = await this.sendWithCommit(work);
    if (insert === undefined) return;
    this.onSettled((committed) => {
      if (committed) this.sink?.committed(this.facts, inserted);
    });
  }

  /** Returns the answer to the last of the work. */
  private async sendWithCommit(work: readonly QueryConfig[]): Promise<QueryResult> {
    this.client ??= this.connect();
    const client = await this.client;
    try {
      // One statement by itself is its own transaction.
      const [only, another] = work;
      if (!this.begun && only !== undefined && another === undefined) return await client.query(only);
      const statements = [...(this.begun ? [] : [begin]), ...work, commit];
      const answers = await exchange(client, statements);
      assertCommitted(answers.at(-1));
      return answers.at(-2) ?? noAnswer;
    } catch (error) {
      throw this.lastly.reduce((cause: unknown, { explain }) => explain(cause), error);
    }
  }

  private insert(): Promise<QueryConfig> {
    if (this.sink === undefined)
      throw new Error('Facts were staged, but no log is registered. Import MessagingModule.forRoot().');
    return this.sink.insertOf(this.facts, this);
  }

  protected connection(): Promise<PoolClient> {
    this.assertNotEnded();
    this.client ??= this.connect();
    return this.client;
  }

  protected assertNotEnded(): void {
    if (this.phase === 'ended') throw new UnitOfWorkEndedError();
  }

  protected connect(): Promise<PoolClient> {
    return this.pool.connect();
  }

  /** Runs the first statement, and BEGIN with it. */
  private async begin<Row extends object>(
    client: PoolClient,
    statement: QueryConfig,
  ): Promise<QueryResult<Row>> {
    this.begun = true;
    try {
      const [, answer] = await exchange(client, [begin, statement]);
      return answer as QueryResult<Row>;
    } catch (error) {
      // If it was BEGIN that failed, whatever followed would be a transaction of its own.
      this.unopened = { because: error };
      this.doom(error);
      throw error;
    }
  }

  private async settle(committed: boolean, broken?: Error): Promise<void> {
    this.phase = 'ended';
    this.outcomeKnown = true;
    if (this.client !== undefined) {
      const client = await this.client.catch(() => undefined);
      if (broken !== undefined) this.lost = client;
      client?.release(broken);
    }
    for (const callback of this.settled) callback(committed);
  }

  protected assertNothingForgotten(): void {
    for (const aggregate of this.aggregates) {
      if (aggregate.domainEvents.length === 0) continue;
      const kinds = aggregate.domainEvents.map((event) => (event as KindedEvent).kind);
      throw new UndispatchedEventsError(`${aggregate.constructor.name} ${aggregate.id}`, kinds);
    }
  }
}

const noAnswer: QueryResult = { command: '', rowCount: 0, oid: 0, fields: [], rows: [] };

function assertCommitted(answer: QueryResult | undefined): void {
  if (answer?.command !== 'COMMIT') throw new TransactionRolledBackError();
}

import type { AggregateRoot, KindedEvent } from '@boardwalk/domain';
import type { StampedFact } from '@boardwalk/observability';
import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import type { FactSink, Transaction } from './fact-sink.js';
import {
  SilentTransactionError,
  UndispatchedEventsError,
  UnitOfWorkEndedError,
} from './persistence.errors.js';
import { longestSilenceMs, prepared, saysTooSilent } from './pool.js';
import type { TransactionSession } from './transaction-session.js';

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

/** One transaction with everything that must happen together with it: rows, staged facts, ended spans. */
export class UnitOfWork implements Transaction {
  /** `closing`: the facts are on their way, so another would be lost. `ended`: COMMIT or ROLLBACK is on its way, or answered. */
  protected phase: 'open' | 'closing' | 'ended' = 'open';
  protected outcomeKnown = false;
  protected failure: unknown;
  protected readonly facts: StampedFact[] = [];
  protected readonly settled: Settled[] = [];
  protected readonly lastly: Lastly[] = [];
  private readonly aggregates = new Set<AggregateRoot>();
  private setSavepoints = 0;

  constructor(
    protected readonly session: TransactionSession,
    protected readonly sink: FactSink | undefined,
    readonly kind: UnitKind = {},
  ) {}

  /** Runs one statement in the transaction. */
  async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<QueryResult<Row>> {
    this.beforeStatement();
    await this.session.open();
    // COMMIT may have gone out meanwhile; behind it the statement would be a transaction of its own.
    this.assertNotEnded();
    return this.session.query<Row>(prepared(text, values));
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

  origin(): [TransactionSession, FactSink | undefined, UnitKind] {
    return [this.session, this.sink, this.kind];
  }

  hasSetSavepoint(): void {
    this.setSavepoints += 1;
  }

  /** How many of its parts have set one. */
  get savepoints(): number {
    return this.setSavepoints;
  }

  /** For the texts of migrations, which are many statements each. */
  async openConnection(): Promise<PoolClient> {
    this.beforeStatement();
    return this.session.direct();
  }

  async commit(): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.assertNothingForgotten();
    this.phase = 'closing';
    await this.commitAll();
    await this.session.release();
    this.settle(true);
  }

  async rollback(): Promise<void> {
    if (this.outcomeKnown) return;
    this.phase = 'ended';
    await this.session.rollback();
    this.settle(false);
  }

  /** What a failure of this unit comes from, where its first symptom does not say so. After the rollback. */
  causeOf(error: unknown): unknown {
    return this.session.wasTooSilent || saysTooSilent(error)
      ? new SilentTransactionError(longestSilenceMs, error)
      : error;
  }

  /** Everything that has to go out with COMMIT. */
  private async commitAll(): Promise<void> {
    const insert = this.facts.length === 0 ? undefined : await this.insert();
    this.phase = 'ended';
    const work = this.lastly.map(({ statement }) => statement);
    const inserted = await this.sendWithCommit(insert === undefined ? work : [...work, insert]);
    if (insert === undefined) return;
    this.onSettled((committed) => {
      if (committed) this.sink?.committed(this.facts, inserted);
    });
  }

  /** Returns the answer to the last of the work. */
  private async sendWithCommit(work: readonly QueryConfig[]): Promise<QueryResult> {
    try {
      return await this.session.commit(work);
    } catch (error) {
      throw this.lastly.reduce((cause: unknown, { explain }) => explain(cause), error);
    }
  }

  private insert(): Promise<QueryConfig> {
    if (this.sink === undefined)
      throw new Error('Facts were staged, but no log is registered. Import MessagingModule.forRoot().');
    return this.sink.insertOf(this.facts, this);
  }

  protected beforeStatement(): void {
    this.assertNotEnded();
  }

  private assertNotEnded(): void {
    if (this.phase === 'ended') throw new UnitOfWorkEndedError();
  }

  private settle(committed: boolean): void {
    this.outcomeKnown = true;
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

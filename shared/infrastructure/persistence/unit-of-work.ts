import type { AggregateRoot, KindedEvent } from '@boardwalk/domain';
import type { StampedFact } from '@boardwalk/observability';
import type { Pool, PoolClient, QueryResult } from 'pg';
import type { FactSink, Transaction } from './fact-sink.js';
import {
  SilentTransactionError,
  TransactionRolledBackError,
  UndispatchedEventsError,
  UnitOfWorkEndedError,
} from './persistence.errors.js';
import { longestSilenceMs, prepared, wasTooSilent } from './pool.js';

type Settled = (committed: boolean) => void;

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
  /** The connection, when it was found broken. */
  private lost: PoolClient | undefined;
  protected failure: unknown;
  protected readonly facts: StampedFact[] = [];
  protected readonly settled: Settled[] = [];
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
    return client.query<Row>(prepared(text, values));
  }

  stage(fact: StampedFact): void {
    if (this.phase !== 'open') throw new UnitOfWorkEndedError();
    if (this.kind.shadow !== true) this.facts.push(fact);
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
  adopt(facts: readonly StampedFact[], settled: readonly Settled[]): void {
    this.facts.push(...facts);
    this.settled.push(...settled);
  }

  origin(): [Pool, FactSink | undefined, UnitKind] {
    return [this.pool, this.sink, this.kind];
  }

  /** For the parts of this unit, which run on the same connection. */
  openConnection(): Promise<PoolClient> {
    return this.connection();
  }

  async commit(): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.assertNothingForgotten();
    this.phase = 'closing';
    if (this.facts.length === 0) {
      if (this.client !== undefined) await this.commitRows(await this.client);
    } else {
      await this.commitWithFacts();
    }
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

  private async commitWithFacts(): Promise<void> {
    const sink = this.sink;
    if (sink === undefined)
      throw new Error('Facts were staged, but no log is registered. Import MessagingModule.forRoot().');
    const insert = await sink.insertOf(this.facts, this);
    this.phase = 'ended';
    let inserted: QueryResult;
    if (this.client === undefined) {
      // Nothing but facts: one statement is its own transaction.
      const client = await this.pool.connect();
      this.client = Promise.resolve(client);
      inserted = await client.query(insert);
    } else {
      const client = await this.client;
      const answers = await Promise.allSettled([client.query(insert), client.query('COMMIT')]);
      const [insertAnswer, commitAnswer] = answers;
      if (insertAnswer.status === 'rejected') throw insertAnswer.reason;
      assertCommitted(commitAnswer);
      inserted = insertAnswer.value;
    }
    this.onSettled((committed) => {
      if (committed) sink.committed(this.facts, inserted);
    });
  }

  private async commitRows(client: PoolClient): Promise<void> {
    this.phase = 'ended';
    const [answer] = await Promise.allSettled([client.query('COMMIT')]);
    assertCommitted(answer);
  }

  protected connection(): Promise<PoolClient> {
    this.assertNotEnded();
    this.client ??= this.begin();
    return this.client;
  }

  protected assertNotEnded(): void {
    if (this.phase === 'ended') throw new UnitOfWorkEndedError();
  }

  protected async begin(): Promise<PoolClient> {
    const client = await this.pool.connect();
    // Not awaited: the first statement follows on the same round trip. If BEGIN fails the connection is lost, and
    // that statement fails with it.
    client.query('BEGIN').catch((error: unknown) => this.doom(error));
    return client;
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

function assertCommitted(answer: PromiseSettledResult<QueryResult>): void {
  if (answer.status === 'rejected') throw answer.reason;
  if (answer.value.command !== 'COMMIT') throw new TransactionRolledBackError();
}

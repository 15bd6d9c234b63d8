import type { StampedFact } from '@boardwalk/observability';
import type { QueryConfig, QueryResult } from 'pg';

/** Whoever is called inside of a transaction runs statements in it, and no more. */
export interface Transaction {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>>;
}

/**
 * Where the facts of a unit of work go. Messaging registers the log here; persistence knows only that there is one
 * insert to send together with COMMIT.
 */
export interface FactSink {
  /** Called once per unit of work that staged anything, right before COMMIT. May query inside the transaction. */
  insertOf(facts: readonly StampedFact[], transaction: Transaction): Promise<QueryConfig>;
  /** Called after the commit is certain. Must not throw. */
  committed(facts: readonly StampedFact[], inserted: QueryResult): void;
}

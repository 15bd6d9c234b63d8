import type { StampedFact } from '@boardwalk/observability';
import type { QueryConfig, QueryResult } from 'pg';
import type { UnitOfWork } from './unit-of-work.js';

/**
 * Where the facts of a unit of work go. Messaging registers the log here; persistence knows only that there is one
 * insert to send together with COMMIT.
 */
export interface FactSink {
  /** Called once per unit of work that staged anything, right before COMMIT. May query inside the transaction. */
  insertOf(facts: readonly StampedFact[], unit: UnitOfWork): Promise<QueryConfig>;
  /** Called after the commit is certain. Must not throw. */
  committed(facts: readonly StampedFact[], inserted: QueryResult): void;
}

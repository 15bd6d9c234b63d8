import type { Server } from './server.ts';
import type { Transaction } from './transaction.ts';

export interface Result {
  readonly command: string;
  readonly rowCount: number;
  readonly rows: readonly object[];
}

/**
 * What a statement saw when it began, kept while it waits: one that goes on after a wait looks again only at the row that it
 * waited for.
 */
export type Memory = <T>(what: string, see: () => T) => T;

/** What a statement means. It throws `Blocked` where it would wait, and a database error where it would fail. */
export type Meaning = (
  transaction: Transaction,
  values: readonly never[],
  server: Server,
  memory: Memory,
) => Result;

/** A statement of the core with its meaning. */
export interface Modelled {
  readonly name: string;
  readonly text: string;
  readonly run: Meaning;
}

export function modelled<Values extends readonly unknown[]>(
  name: string,
  text: string,
  run: (transaction: Transaction, values: Values, server: Server, memory: Memory) => Result,
): Modelled {
  return { name, text, run: run as unknown as Meaning };
}

/** Statements by their text. */
export function statementsOf(...groups: readonly (readonly Modelled[])[]): ReadonlyMap<string, Modelled> {
  return new Map(groups.flat().map((statement) => [statement.text, statement]));
}

export const selected = (rows: readonly object[]): Result => ({
  command: 'SELECT',
  rowCount: rows.length,
  rows,
});
export const inserted = (rowCount: number, rows: readonly object[] = []): Result => ({
  command: 'INSERT',
  rowCount,
  rows,
});
export const updated = (rowCount: number, rows: readonly object[] = []): Result => ({
  command: 'UPDATE',
  rowCount,
  rows,
});
export const deleted = (rowCount: number): Result => ({ command: 'DELETE', rowCount, rows: [] });

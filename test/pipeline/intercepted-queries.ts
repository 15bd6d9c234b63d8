import { Client, type Pool } from 'pg';
import { vi } from 'vitest';

type Query = (this: object, ...words: unknown[]) => Promise<unknown>;

/**
 * Lets a test stand between the program and its database until `vi.restoreAllMocks()`.
 * @param how gets the text of each statement; what it answers is what the program hears
 */
export function interceptQueries(
  how: (text: string, send: () => Promise<unknown>, connection: object) => Promise<unknown>,
  on: Pool | Client = Client.prototype,
): void {
  const queryable = on as unknown as { query: Query };
  const { query } = queryable;
  vi.spyOn(queryable, 'query').mockImplementation(function (this: object, ...words: unknown[]) {
    const [config] = words as [string | { text: string }];
    return how(typeof config === 'string' ? config : config.text, () => query.apply(this, words), this);
  });
}

export function connectionLost(): Error {
  return new Error('Connection terminated unexpectedly');
}

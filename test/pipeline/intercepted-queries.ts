import { Client, type Pool } from 'pg';
import { vi } from 'vitest';

type Query = (this: object, ...words: unknown[]) => unknown;
type How = (text: string, send: () => Promise<unknown>, connection: object) => Promise<unknown>;

/** Statements that are sent and answered together. */
interface Exchange {
  readonly text: string;
  readonly submit: unknown;
  callback: (error: unknown, results?: unknown) => void;
}

/**
 * Lets a test stand between the program and its database until `vi.restoreAllMocks()`.
 * @param how gets the text of each statement; what it answers is what the program hears
 */
export function interceptQueries(how: How, on: Pool | Client = Client.prototype): void {
  const queryable = on as unknown as { query: Query };
  const { query } = queryable;
  vi.spyOn(queryable, 'query').mockImplementation(function (this: object, ...words: unknown[]) {
    const [config] = words as [string | { text: string } | Exchange];
    const send = () => query.apply(this, words);
    if (typeof config === 'string') return how(config, async () => send(), this);
    if (!('submit' in config)) return how(config.text, async () => send(), this);
    const hear = config.callback;
    void how(config.text, () => answerTo(config, send), this).then(
      (results) => hear(null, results),
      (error: unknown) => hear(error),
    );
    return undefined;
  });
}

function answerTo(exchange: Exchange, send: () => unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    exchange.callback = (error, results) => (error instanceof Error ? reject(error) : resolve(results));
    send();
  });
}

export function connectionLost(): Error {
  return new Error('Connection terminated unexpectedly');
}

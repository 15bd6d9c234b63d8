/** Somebody who publishes and consumes, on a database of its own. */
export interface Contender {
  readonly name: string;
  /** Publishes one message by itself. */
  publish(n: number): Promise<void>;
  /** Publishes one message inside `BEGIN; SELECT … FOR UPDATE; UPDATE; COMMIT` of row `n`. */
  publishWithWork(n: number): Promise<void>;
  /** Resolves when this many messages have been consumed since the last call of `reset`. */
  consumed(count: number): Promise<void>;
  reset(): void;
  stop(): Promise<void>;
}

/** Counts what was consumed and tells whoever waits for a number of them. */
export class Tally {
  #count = 0;
  #target = Number.POSITIVE_INFINITY;
  #reached: (() => void) | undefined;

  add(count = 1): void {
    this.#count += count;
    if (this.#count >= this.#target) this.#reached?.();
  }

  reset(): void {
    this.#count = 0;
    this.#target = Number.POSITIVE_INFINITY;
  }

  /** Throws when more arrived than was asked for: a repetition. */
  async reached(target: number): Promise<void> {
    this.#target = target;
    if (this.#count < target) {
      await new Promise<void>((resolve) => {
        this.#reached = resolve;
      });
    }
    if (this.#count > target)
      throw new Error(`${this.#count} messages were consumed, ${target} were published.`);
  }
}

/** Rows that the work of P3 updates; few clients, many rows, so that no lock is contended. */
export const workRows = 1_000;
export const workTable = `CREATE TABLE IF NOT EXISTS work (id integer PRIMARY KEY, touched integer NOT NULL DEFAULT 0);
INSERT INTO work SELECT generate_series(0, ${workRows - 1}) ON CONFLICT DO NOTHING`;
export const selectWork = 'SELECT touched FROM work WHERE id = $1 FOR UPDATE';
export const updateWork = 'UPDATE work SET touched = touched + 1 WHERE id = $1';

/** About the size of a real fact. */
export const payload = {
  extensionName: '@benchmark/payload',
  version: '2026.06.01.1',
  userId: '0197f3a4-6f1e-7c3a-9b1d-2f4c8d5e6a7b',
  username: 'benchmark',
};

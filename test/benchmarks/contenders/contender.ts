/** Somebody who publishes and consumes. Messages are numbered from 0 after each `reset`. */
export interface Contender {
  readonly name: string;
  /** Publishes one message by itself. */
  publish(n: number): Promise<void>;
  /** Publishes so many messages together. */
  publishBatch(first: number, size: number): Promise<void>;
  /** Resolves when every consumer has taken messages 0 to `count` - 1, once each; throws when it took others. */
  consumed(count: number): Promise<void>;
  reset(): void;
  /** From now on messages pile up. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** One that can publish inside a transaction of the application. */
export interface TransactionalContender extends Contender {
  /** Publishes one message inside `BEGIN; SELECT … FOR UPDATE; UPDATE; COMMIT` of row `n`. */
  publishWithWork(n: number): Promise<void>;
}

/** What a benchmark does when a message is consumed, besides counting it. */
export type OnMessage = (n: number) => void;

/** Counts what was consumed and tells whoever waits for a number of them. */
export class Tally {
  readonly #copies: number;
  #count = 0;
  #sum = 0;
  #target = Number.POSITIVE_INFINITY;
  #reached: (() => void) | undefined;

  /** @param copies how many consumers each message has */
  constructor(copies = 1) {
    this.#copies = copies;
  }

  get count(): number {
    return this.#count;
  }

  add(n: number): void {
    this.#count += 1;
    this.#sum += n;
    if (this.#count >= this.#target) this.#reached?.();
  }

  reset(): void {
    this.#count = 0;
    this.#sum = 0;
    this.#target = Number.POSITIVE_INFINITY;
  }

  /** Throws when other messages arrived than were published, or one of them twice. */
  async reached(messages: number): Promise<void> {
    const target = messages * this.#copies;
    this.#target = target;
    if (this.#count < target) {
      await new Promise<void>((resolve) => {
        this.#reached = resolve;
      });
    }
    if (this.#count > target)
      throw new Error(`${this.#count} messages were consumed, ${target} were published.`);
    const sum = (this.#copies * messages * (messages - 1)) / 2;
    if (this.#sum !== sum)
      throw new Error(`The numbers of the messages add up to ${this.#sum} instead of ${sum}.`);
  }
}

/** Rows that the work of P3 updates; few clients, many rows, so that no lock is contended. */
export const workRows = 1_000;
export const workTable = `CREATE TABLE work (id integer PRIMARY KEY, touched integer NOT NULL DEFAULT 0);
INSERT INTO work SELECT generate_series(0, ${workRows - 1})`;
export const selectWork = 'SELECT touched FROM work WHERE id = $1 FOR UPDATE';
export const updateWork = 'UPDATE work SET touched = touched + 1 WHERE id = $1';

const keys = 1_000;
const version = '2026.06.01.';

/** About the size of a real fact. */
export interface Payload {
  readonly extensionName: string;
  readonly version: string;
  readonly userId: string;
  readonly username: string;
}

/** @param key by default one of a thousand */
export function payloadOf(n: number, key = String(n % keys)): Payload {
  return {
    extensionName: `@benchmark/payload-${key}`,
    version: `${version}${n}`,
    userId: '0197f3a4-6f1e-7c3a-9b1d-2f4c8d5e6a7b',
    username: 'benchmark',
  };
}

export function numberOf(payload: Pick<Payload, 'version'>): number {
  return Number(payload.version.slice(version.length));
}

/** The payloads of messages `first` to `first + size - 1`. */
export function payloadsOf(first: number, size: number): Payload[] {
  return Array.from({ length: size }, (_, index) => payloadOf(first + index));
}

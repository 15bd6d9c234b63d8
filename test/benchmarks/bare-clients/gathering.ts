import { setImmediate as turn } from 'node:timers/promises';
import { mostAtOnce } from './bare-client.ts';

/** Takes what comes one by one, and hands it on in batches: whatever has come while the last one was taken. */
export class Gathering<T> {
  readonly #take: (batch: readonly T[]) => Promise<void>;
  readonly #waiting: T[] = [];
  #taking: Promise<void> | undefined;

  constructor(take: (batch: readonly T[]) => Promise<void>) {
    this.#take = take;
  }

  add(one: T): void {
    this.#waiting.push(one);
    this.#taking ??= this.#takeAll();
  }

  /** Resolves when nothing is being taken. */
  async idle(): Promise<void> {
    await this.#taking;
  }

  async #takeAll(): Promise<void> {
    // What the same packet has brought comes along.
    await turn();
    while (this.#waiting.length > 0) await this.#take(this.#waiting.splice(0, mostAtOnce));
    this.#taking = undefined;
  }
}

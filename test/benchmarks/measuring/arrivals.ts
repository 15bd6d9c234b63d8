/** When messages reached their handler, by their number. Times are milliseconds. */
export class Arrivals {
  readonly #times = new Map<number, number>();
  readonly #waiting = new Map<number, (time: number) => void>();

  arrived(n: number): void {
    const now = performance.now();
    const waiting = this.#waiting.get(n);
    this.#waiting.delete(n);
    if (waiting === undefined) this.#times.set(n, now);
    else waiting(now);
  }

  /** From the answer of `publish` to the handler; nothing when the handler was quicker than the answer. */
  async latencyOf(n: number, publish: () => Promise<void>): Promise<number> {
    await publish();
    const committed = performance.now();
    return Math.max(0, (await this.timeOf(n)) - committed);
  }

  /** From the call of `publish` to the handler. */
  async journeyOf(n: number, publish: () => Promise<void>): Promise<number> {
    const started = performance.now();
    await publish();
    return (await this.timeOf(n)) - started;
  }

  /** Nobody will ask for what has arrived so far. */
  forget(): void {
    this.#times.clear();
  }

  private timeOf(n: number): Promise<number> {
    const time = this.#times.get(n);
    this.#times.delete(n);
    if (time !== undefined) return Promise.resolve(time);
    return new Promise((resolve) => this.#waiting.set(n, resolve));
  }
}

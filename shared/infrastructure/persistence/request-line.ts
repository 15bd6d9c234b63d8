import { AsyncLocalStorage } from 'node:async_hooks';
import { DatabaseBusyError } from './persistence.errors.js';

/** Milliseconds that a request waits for a connection. Its caller would rather ask again. Workers have more time. */
export const requestPatienceMs = 5_000;

/** Requests that may wait at the same time; a longer line would not be served within anybody's patience. */
const longestLine = 200;

const requests = new AsyncLocalStorage<true>();

/** What runs inside waits for a connection as a request does: in a line of bounded length, and not for long. */
export function asRequest<T>(work: () => T): T {
  return requests.run(true, work);
}

export function isInRequest(): boolean {
  return requests.getStore() === true;
}

/**
 * Where requests wait for their share of the connections, so that however many come, the workers beside them keep theirs and
 * nobody waits in vain for long.
 */
export class RequestLine {
  /** What lets each of them in, the longest waiting first. */
  private readonly waiting = new Set<() => void>();
  private inside = 0;

  /** @param places connections that requests may hold at the same time */
  constructor(
    private readonly places: number,
    private readonly patienceMs = requestPatienceMs,
  ) {}

  get length(): number {
    return this.waiting.size;
  }

  /** Whoever comes now would be sent away. */
  get isFull(): boolean {
    return this.waiting.size >= longestLine;
  }

  /**
   * Takes a place, gets what it is for, and gives the place back when `leave` is called or nothing came.
   * @throws {DatabaseBusyError} at once when the line is full, or when there was nothing within the patience
   */
  async take<T>(get: () => Promise<T>, giveBack: (late: T) => void): Promise<{ got: T; leave: () => void }> {
    const deadline = performance.now() + this.patienceMs;
    await this.place();
    const got = this.within(deadline, get(), giveBack);
    try {
      return { got: await got, leave: () => this.leave() };
    } catch (error) {
      if (!(error instanceof DatabaseBusyError)) this.leave();
      throw error;
    }
  }

  private async place(): Promise<void> {
    if (this.inside < this.places) {
      this.inside += 1;
      return;
    }
    if (this.isFull) throw new DatabaseBusyError(`${this.waiting.size} others wait already`);
    const { promise, resolve: admit, reject } = Promise.withResolvers<void>();
    this.waiting.add(admit);
    const timer = setTimeout(() => {
      this.waiting.delete(admit);
      reject(new DatabaseBusyError(`none became free within ${this.patienceMs / 1_000} s`));
    }, this.patienceMs);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  private leave(): void {
    const [admitNext] = this.waiting;
    if (admitNext === undefined) {
      this.inside -= 1;
      return;
    }
    this.waiting.delete(admitNext);
    admitNext();
  }

  /** What comes too late is given back, and only then is its place free. */
  private async within<T>(deadline: number, coming: Promise<T>, giveBack: (late: T) => void): Promise<T> {
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => reject(new DatabaseBusyError(`the server gave none within ${this.patienceMs / 1_000} s`)),
      Math.max(0, deadline - performance.now()),
    );
    try {
      return await Promise.race([coming, tooLate]);
    } catch (error) {
      if (error instanceof DatabaseBusyError) {
        coming.then(giveBack, () => undefined).finally(() => this.leave());
      }
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

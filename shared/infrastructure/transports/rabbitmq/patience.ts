import { setTimeout as delay } from 'node:timers/promises';
import { NotConnectedError } from './rabbitmq.errors.js';

/**
 * What was begun goes on, but is not waited for any longer than this.
 * @param ms milliseconds
 * @param tooLong what is thrown then
 */
export async function within<T>(
  ms: number,
  work: Promise<T>,
  tooLong: () => Error = () => new NotConnectedError(`no answer for ${ms / 1_000} s`),
): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(tooLong()), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** @param ms milliseconds, or until the signal */
export async function rest(ms: number, until: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal: until }).catch(() => undefined);
}

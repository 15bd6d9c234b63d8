import { Logger } from '@nestjs/common';
import type { Attempts, Purpose } from '../../application/attempts.js';
import type { Login } from '../../application/credentials.js';
import { tooManyAttempts } from './sign-in-problems.js';

const logger = new Logger('Attempts');

/** What is tried, for which account, and from which address. */
export type Try = readonly [purpose: Purpose, login: Login, address: string];

/** @throws {HttpProblem} 429 too-many-attempts */
export async function countTry(attempts: Attempts, ...[purpose, login, address]: Try): Promise<void> {
  const retryAfterSeconds = await attempts.begin(purpose, login, address);
  if (retryAfterSeconds !== null) throw tooManyAttempts(retryAfterSeconds);
}

/**
 * Counts what sends a mail, unless nothing comes of it: whoever chose a name that is taken may choose another one.
 * @throws {HttpProblem} 429 too-many-attempts
 */
export async function countMail<T>(attempts: Attempts, mail: Try, work: () => Promise<T>): Promise<T> {
  await countTry(attempts, ...mail);
  try {
    return await work();
  } catch (error) {
    // Its caller is to hear of the first failure, not of another behind it.
    await attempts.forgive(...mail).catch((cause: unknown) => {
      logger.warn({ msg: 'A mail that was not sent stays counted until its window is over', err: cause });
    });
    throw error;
  }
}

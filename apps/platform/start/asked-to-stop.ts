import { constants } from 'node:os';
import { say } from './words.js';

export const exitCode = { finished: 0, failed: 1, letGo: 3 } as const;

/** Milliseconds within which a terminal, npm and a supervisor pass the same wish on more than once. */
const sameWish = 500;

/** Milliseconds for what comes after the draining: the last spans, and the end of the embedded database. */
const lastWords = 15_000;

/** Ends the process if it has not ended by itself when its time is up. */
export function endWithin(budgetMs: number): void {
  setTimeout(() => {
    say(
      `Boardwalk has not ended within ${(budgetMs + lastWords) / 1_000} s and ends now; the next start repairs what is left.`,
    );
    process.exit(exitCode.letGo);
  }, budgetMs + lastWords).unref();
}

/**
 * Resolves when this process is asked to stop. Asked again, by somebody who will not wait, it ends at once: what is under way is
 * rolled back by the database, and the next start repairs what is left.
 */
export function askedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (askedAt === undefined) {
          askedAt = performance.now();
          return resolve();
        }
        if (performance.now() - askedAt < sameWish) return;
        say('Boardwalk was asked to stop once more and ends now; the next start repairs what is left.');
        process.exit(128 + constants.signals[signal]);
      });
    }
  });
}

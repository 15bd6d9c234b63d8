import { say } from './words.js';

/** Milliseconds that finishing what is under way may take. */
const patience = 25_000;

/**
 * Resolves when this process is asked to stop. From then on it has a bounded time: what has not ended by then never will.
 * Being asked again changes nothing.
 */
export function askedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
    function stop(): void {
      resolve();
      setTimeout(() => {
        say(
          `Boardwalk has not ended within ${patience / 1000} s and ends now; the next start repairs what is left.`,
        );
        process.exit(1);
      }, patience).unref();
    }
  });
}

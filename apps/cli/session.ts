import type { Keyboard } from './terminal/keyboard.js';
import type { Terminal } from './terminal/terminal.js';

/** What a verb has of the world. */
export interface Session {
  readonly terminal: Terminal;
  readonly keyboard: Keyboard;
  readonly env: NodeJS.ProcessEnv;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly time: Time;
}

export interface Time {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds, at once when the signal is aborted. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const realTime: Time = {
  now: () => Date.now(),
  pause: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener('abort', done);
    }),
};

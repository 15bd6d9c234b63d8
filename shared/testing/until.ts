import { setTimeout as pause } from 'node:timers/promises';

/** What a look found that is not what is waited for: how far things have come. */
export class NotYet {
  constructor(readonly seen?: unknown) {}
}

export function notYet(seen?: unknown): NotYet {
  return new NotYet(seen);
}

export interface Patience {
  /** Milliseconds without any change of what is seen, after which waiting is given up. Default 10 s. */
  readonly stallMs?: number;
  /** Milliseconds between two looks. Default 20. */
  readonly everyMs?: number;
}

/**
 * Looks again and again until there is what is waited for. For processes that a test cannot drain. Patience ends when what is
 * seen stands still, not when a machine is slow.
 *
 * @param what completes the sentence "waited in vain for …"
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | NotYet>,
  { stallMs = 10_000, everyMs = 20 }: Patience = {},
): Promise<T> {
  let seen: string | undefined;
  let changedAt = performance.now();
  for (;;) {
    const found = await look();
    if (!(found instanceof NotYet)) return found;
    const now = JSON.stringify(found.seen);
    if (now !== seen) {
      seen = now;
      changedAt = performance.now();
    } else if (performance.now() - changedAt > stallMs) {
      throw new Error(
        `Waited in vain for ${what}: nothing has changed for ${stallMs / 1_000} s. Last seen: ${seen ?? 'nothing'}`,
      );
    }
    await pause(everyMs);
  }
}

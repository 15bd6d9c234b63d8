import { setTimeout as pause } from 'node:timers/promises';
import type { Listening } from '@boardwalk/messaging';
import type { ServedLog } from './served-log.js';

/** An answer is held back for 20 s at the most. */
const patienceMs = 30_000;

/** How long to wait, in milliseconds, before it is asked again after a failure; lanes look by themselves meanwhile. */
const againMs = 1_000;

/** Ticks that follow each other faster, in milliseconds, are told of together. */
const gatherMs = 10;

/** Asks for news of a served log, again and again. That it is away is told by whoever reads it. */
export class ServedNews implements Listening {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly log: ServedLog,
    private readonly grew: () => void,
  ) {}

  startSoon(): void {
    this.running ??= this.follow();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async follow(): Promise<void> {
    const { signal: given } = this.stopping;
    let known = -1;
    while (!given.aborted) {
      try {
        const { tick } = await this.log.ask('news', { tick: known }, { ms: patienceMs, given });
        if (tick !== known) this.grew();
        known = tick;
        await pause(gatherMs, undefined, { signal: given });
      } catch {
        // What was said meanwhile is heard with the next answer: the tick is another then.
        await pause(againMs, undefined, { signal: given }).catch(() => undefined);
      }
    }
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { LogReader, Messaging } from '@boardwalk/messaging';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** An answer is held back for so long, in milliseconds. Whatever stands between the processes must not take it for dead. */
const heldMs = 20_000;

/** Lets those who ask for news wait until there are any. */
@Injectable()
export class News implements OnModuleDestroy {
  private next = Promise.withResolvers<void>();
  private readonly ended = new AbortController();

  constructor(
    messaging: Messaging,
    private readonly reader: LogReader,
  ) {
    messaging.onLogGrew(() => {
      this.next.resolve();
      this.next = Promise.withResolvers<void>();
    });
  }

  /** @returns the newest tick as soon as it is another than this, or after a while */
  async since(tick: number): Promise<number> {
    // Not after the look: what came in between would go unheard.
    const { promise: grown } = this.next;
    const now = await this.newest();
    if (now !== tick || this.ended.signal.aborted) return now;
    const settled = new AbortController();
    const signal = AbortSignal.any([settled.signal, this.ended.signal]);
    await Promise.race([grown, pause(heldMs, undefined, { signal }).catch(() => undefined)]);
    settled.abort();
    return this.newest();
  }

  /** Those who wait are answered, so that nobody keeps the server from closing. */
  onModuleDestroy(): void {
    this.ended.abort();
  }

  private async newest(): Promise<number> {
    return (await this.reader.head()).tick;
  }
}

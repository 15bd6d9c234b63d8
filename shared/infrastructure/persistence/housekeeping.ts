import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

const everyMs = 60 * 60_000;

/** Rows that one statement removes at most: nobody waits for it for long, and a process may be ended between two. */
export const removedAtOnce = 1_000;

/** Removes rows that nobody needs any more, `most` of them at most. @returns how many it removed */
export type Removal = (most: number) => Promise<number>;

/**
 * Has every context remove what it no longer needs, once an hour in every process that runs it: several at a time are no harm, and
 * what fails is tried again.
 */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Housekeeping');
  private readonly removals = new Map<string, Removal>();
  private timer: NodeJS.Timeout | undefined;
  private cleaning: Promise<void> | undefined;
  private stopping = false;

  /**
   * Called while a module is initialised.
   * @param what is removed, for the log: `discord: posts`
   */
  serve(what: string, removal: Removal): void {
    this.removals.set(what, removal);
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.clean(), everyMs).unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.cleaning;
  }

  /** Removes all that may go. Never rejects. */
  clean(): Promise<void> {
    this.cleaning ??= this.removeAll().finally(() => {
      this.cleaning = undefined;
    });
    return this.cleaning;
  }

  private async removeAll(): Promise<void> {
    for (const [what, removal] of this.removals)
      try {
        while (!this.stopping && (await removal(removedAtOnce)) === removedAtOnce);
      } catch (error) {
        this.logger.warn({ msg: `Old rows were not removed (${what}); it is tried again`, err: error });
      }
  }
}

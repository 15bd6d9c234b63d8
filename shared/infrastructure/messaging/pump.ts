import type { Logger } from '@nestjs/common';
import { Latch } from './latch.js';
import { Trouble } from './trouble.js';

export interface Pumping {
  /** What it moves things to, for the log. */
  readonly target: string;
  readonly logger: Logger;
  /** Moves some. False when there is nothing to move, or no room for it. */
  step(): Promise<boolean>;
  /** After a step that failed. */
  failed(): void;
}

/** Takes one step after the other while there is something to move, and otherwise waits to be woken. */
export class Pump {
  private readonly latch = new Latch();
  private running: Promise<void> | undefined;
  private stopping = false;
  private readonly trouble: Trouble;

  constructor(private readonly pumping: Pumping) {
    const { logger, target } = pumping;
    this.trouble = new Trouble((reason) =>
      logger.warn(
        `Nothing can be sent to ${target}: ${reason}. Facts wait in the log; it is tried again every second.`,
      ),
    );
  }

  start(): void {
    this.running ??= this.run();
  }

  /** When the step under way has ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.latch.raise();
    await this.running;
  }

  /** Why nothing can be moved, to stand inside a sentence; undefined when it can, or nobody has tried. */
  get reason(): string | undefined {
    return this.trouble.current;
  }

  /** There may be something to move. Called every second at the least. */
  wake(): void {
    this.latch.raise();
  }

  private async run(): Promise<void> {
    const { target, logger } = this.pumping;
    while (!this.stopping) {
      try {
        const progressed = await this.pumping.step();
        if (this.trouble.over()) logger.log(`${target} is sent to again.`);
        if (progressed) continue;
      } catch (error) {
        this.pumping.failed();
        this.trouble.met(error);
      }
      await this.latch.wait();
    }
  }
}

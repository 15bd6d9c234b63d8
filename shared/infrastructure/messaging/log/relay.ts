import { prepared } from '@boardwalk/persistence';
import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import { Latch } from '../latch.js';
import type { Transport } from '../transports/transport.js';

/**
 * A tick is not flushed by itself. Whatever a reader does with it is written to the same log of the server behind it, so a
 * cursor that survives a crash finds its tick again. A reader in another cluster would need the flush.
 */
const tickWithoutFlush = "SELECT messaging.tick() AS tick, set_config('synchronous_commit', 'off', true)";

/**
 * Cuts the log into windows: takes a tick whenever facts were written, and tells the workers. Any number of relays may run;
 * they compete for one row lock.
 */
export class Relay {
  private readonly logger = new Logger('Relay');
  private readonly latch = new Latch();
  private newest = -1;
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly pool: Pool,
    private readonly transport: Transport,
  ) {
    transport.onFactsWritten(() => this.latch.raise());
  }

  start(): void {
    this.stopping = false;
    this.running = this.run();
  }

  /** Looks once, whether or not anybody said so. */
  poll(): void {
    this.latch.raise();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.latch.raise();
    await this.running;
  }

  /** True when the log has grown since the last tick that was taken here. */
  async tick(): Promise<boolean> {
    const { rows } = await this.pool.query<{ tick: number }>(prepared(tickWithoutFlush, []));
    const tick = rows[0]?.tick ?? this.newest;
    if (tick === this.newest) return false;
    this.newest = tick;
    this.transport.logGrew();
    return true;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.tick();
      } catch (error) {
        // The next poll tries again; until then facts wait in the log.
        this.logger.error(
          `The log could not be ticked: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      await this.latch.wait();
    }
  }
}

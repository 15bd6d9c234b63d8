import { setTimeout as pause } from 'node:timers/promises';
import { measures } from '@boardwalk/observability';
import { prepared } from '@boardwalk/persistence';
import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import { Latch } from '../latch.js';
import type { Transport } from '../transports/transport.js';

const tick = 'SELECT messaging.tick() AS tick, messaging.flush_for_readers()';

/** How long a window stays open when facts come faster than ticks: long enough that its facts share the price of a read. */
const restMs = 5;

export const relayStatements = { tick };

/**
 * Cuts the log into windows: takes a tick whenever facts were written, and tells the workers. Any number of relays may run;
 * they compete for one row lock.
 */
export class Relay {
  private readonly logger = new Logger('Relay');
  private readonly latch = new Latch();
  private newest = -1;
  private running: Promise<void> | undefined;
  private listening = false;
  /** Facts that were written since the last tick was begun, as far as is known. */
  private fresh = 0;
  private stopping = false;

  /**
   * @param session a pool of one connection, see `tickSession`
   * @param rest lets a window gather facts
   */
  constructor(
    private readonly session: Pool,
    private readonly transport: Transport,
    private readonly rest: () => Promise<void> = () => pause(restMs),
  ) {}

  start(): void {
    this.stopping = false;
    // Not before: a process that listens promises to take the tick.
    if (!this.listening) this.transport.onFactsWritten((count) => this.heard(count));
    this.listening = true;
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
    const asked = performance.now();
    const { rows } = await this.session.query<{ tick: number }>(prepared(tick, []));
    const taken = rows[0]?.tick ?? this.newest;
    if (taken === this.newest) return false;
    measures().relayed(this.transport.system, performance.now() - asked);
    this.newest = taken;
    this.transport.logGrew();
    return true;
  }

  private heard(count: number): void {
    this.fresh += count;
    this.latch.raise();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const cut = this.fresh;
      this.fresh = 0;
      try {
        await this.tick();
      } catch (error) {
        // The next poll tries again; until then facts wait in the log.
        this.logger.error(
          `The log could not be ticked: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      // A fact that comes alone is never held up, nor the first of many.
      if (cut + this.fresh > 1) await this.rest();
      await this.latch.wait();
    }
  }
}

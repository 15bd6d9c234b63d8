import { Logger } from '@nestjs/common';
import { tracedSend } from '../brokers/send-span.js';
import type { ReadableLog } from '../elsewhere/other-database.js';
import type { LogRow } from '../log/log-row.js';
import { type Position, printPosition } from '../log/position.js';
import { BrokerUnfitError } from '../messaging.errors.js';
import { Pump } from '../pump.js';
import type { Timers } from '../timers.js';
import type { Bridge, ToldFact } from './bridge.js';
import type { BridgeCursors } from './bridge-cursors.js';
import { toldOf } from './told.js';

/** So many facts at the most lie undone on the other side: the rest waits in the log. */
const mostUndone = 10_000;

/** The other side is looked at this often, in milliseconds. */
const lookMs = 1_000;

export interface FeedTools {
  readonly cursors: BridgeCursors;
  readonly reader: ReadableLog;
  readonly timers: Timers;
  /** Names this process among those that tell. */
  readonly owner: string;
}

/** Tells the log to one bridge, in order. One relay at a time does. */
export class BridgeFeed {
  private readonly logger = new Logger('Bridge');
  private readonly pump: Pump;
  private end: (() => void) | undefined;
  /** Where it stands; unknown until the database was asked, which it is every second. */
  private place: Position | undefined;

  constructor(
    private readonly bridge: Bridge,
    private readonly tools: FeedTools,
  ) {
    const { name: target } = bridge;
    const failed = () => {
      this.place = undefined;
    };
    this.pump = new Pump({ target, logger: this.logger, step: () => this.step(), failed });
  }

  /** @throws {BrokerUnfitError} One that is not there keeps nobody from starting: facts wait in the log. */
  async start(): Promise<void> {
    await this.tools.cursors.open(this.bridge.name);
    await this.bridge.connect().catch((error: unknown) => {
      if (error instanceof BrokerUnfitError) throw error;
    });
    this.end = this.tools.timers.every(lookMs, () => {
      this.place = undefined;
      this.pump.wake();
    });
    this.pump.start();
  }

  wake(): void {
    this.pump.wake();
  }

  async stop(): Promise<void> {
    this.end?.();
    await this.pump.stop();
    const { cursors, owner } = this.tools;
    await cursors
      .release(this.bridge.name, owner)
      .catch((error: unknown) => this.logger.warn(`A lease was not given back: ${String(error)}`));
    await this.bridge.close();
  }

  /** Tells all there is. For a process that was not started. Returns whether there was anything. */
  async drain(): Promise<boolean> {
    await this.tools.cursors.open(this.bridge.name);
    this.place = undefined;
    let progressed = false;
    while (await this.step()) progressed = true;
    return progressed;
  }

  /** Tells one batch. False when there is nothing to tell, or too much is undone. */
  private async step(): Promise<boolean> {
    const { bridge } = this;
    const { cursors, reader, owner } = this.tools;
    const undone = await bridge.undone();
    const place = this.place ?? (await cursors.claim(bridge.name, owner, undone));
    const room = mostUndone - undone.count;
    if (place === null || room <= 0) return false;
    this.place = place;
    const rows = (await reader.read(place)).slice(0, room);
    const last = rows.at(-1);
    if (last === undefined) return false;
    await tracedSend(bridge, bridge.name, rows, () => bridge.tell(this.toldOf(rows)));
    const end: Position = { tick: last.tick, pos: last.pos };
    const isHere = await cursors.told(bridge.name, owner, place, end);
    // Asked anew meanwhile, the database says it.
    if (this.place === place) this.place = isHere ? end : undefined;
    return true;
  }

  /** A row that nobody can read is a dead letter of whoever subscribes to it, and told of there. */
  private toldOf(rows: readonly LogRow[]): ToldFact[] {
    return rows.flatMap((row) => {
      try {
        return toldOf(row);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        this.logger.error(
          `${this.bridge.name} is not told the fact ${row.id} at ${printPosition(row)}: ${why}`,
        );
        return [];
      }
    });
  }
}

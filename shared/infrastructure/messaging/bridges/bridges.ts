import type { Pool } from 'pg';
import type { ReadableLog } from '../elsewhere/other-database.js';
import type { Timers } from '../timers.js';
import type { Transport } from '../transports/transport.js';
import type { Bridge } from './bridge.js';
import { BridgeCursors } from './bridge-cursors.js';
import { BridgeFeed } from './bridge-feed.js';

export interface BridgeTools {
  readonly pool: Pool;
  readonly reader: ReadableLog;
  readonly timers: Timers;
  readonly transport: Pick<Transport, 'onLogGrew'>;
  readonly owner: string;
}

/** Every system outside that this process tells facts to. */
export class Bridges {
  private readonly feeds: readonly BridgeFeed[];

  constructor(bridges: readonly Bridge[], { pool, reader, timers, transport, owner }: BridgeTools) {
    const tools = { cursors: new BridgeCursors(pool), reader, timers, owner };
    this.feeds = bridges.map((bridge) => new BridgeFeed(bridge, tools));
    if (bridges.length === 0) return;
    transport.onLogGrew(() => {
      reader.grew();
      for (const feed of this.feeds) feed.wake();
    });
  }

  async start(): Promise<void> {
    await Promise.all(this.feeds.map((feed) => feed.start()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.feeds.map((feed) => feed.stop()));
  }

  /** Returns whether there was anything to tell. */
  async drain(): Promise<boolean> {
    const progressed = await Promise.all(this.feeds.map((feed) => feed.drain()));
    return progressed.includes(true);
  }
}

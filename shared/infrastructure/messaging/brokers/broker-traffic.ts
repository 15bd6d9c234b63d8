import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { DeliveryHost } from '../delivery/delivery-host.js';
import type { LogSources } from '../log-sources.js';
import type { Timers } from '../timers.js';
import type { Transport } from '../transports/transport.js';
import type { BrokerRoutes } from './broker.js';
import { Destinations } from './destinations.js';
import { Forwarder } from './forwarder.js';
import { Landings } from './landings.js';

/** A drain asks this often, in milliseconds, whether everything has landed, and gives up after so long. */
const pollMs = 5;
const pollsPerLook = 100;
const longestLandingMs = 60_000;

export interface TrafficTools {
  readonly brokers: BrokerRoutes;
  readonly transport: Transport;
  readonly logs: LogSources;
  readonly host: DeliveryHost;
  readonly timers: Timers;
  readonly owner: string;
}

/** What this process sends to brokers and takes from them. */
export class BrokerTraffic {
  private readonly forwarders: readonly Forwarder[];
  private readonly landings: Landings;
  private readonly brokers: BrokerRoutes;
  private readonly own: Pool;
  /** By a drain; a process that is started connects with its transport. */
  private connected: Promise<unknown> | undefined;

  constructor({ brokers, transport, logs, host, timers, owner }: TrafficTools) {
    const { source, pool } = logs.own;
    this.brokers = brokers;
    this.own = pool;
    this.forwarders = brokers.all.map((broker) => {
      const destinations = new Destinations(pool, broker.name);
      return new Forwarder({ broker, destinations, reader: source.reader, timers, owner }, transport);
    });
    this.landings = new Landings(
      { brokers, pool, timers, subscriptions: () => host.subscriptions, grew: () => transport.logGrew() },
      () => logs.all,
    );
  }

  async startSending(): Promise<void> {
    await Promise.all(this.forwarders.map((forwarder) => forwarder.start()));
  }

  /** After the lanes were made. */
  startLanding(): Promise<void> {
    return this.landings.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.landings.stop(), ...this.forwarders.map((forwarder) => forwarder.stop())]);
  }

  /** What keeps this process, as it last tried, from sending to brokers and from taking what they bring; each reason once. */
  get reasons(): readonly string[] {
    const all = [...this.forwarders, this.landings].flatMap(({ reasons }) => reasons);
    return [...new Set(all)];
  }

  /**
   * Sends what there is, and waits until it has landed. For a process that was not started.
   * @returns whether there was anything
   */
  async drain(): Promise<boolean> {
    this.connected ??= Promise.all(this.brokers.all.map((broker) => broker.connect()));
    await this.connected;
    await this.landings.look();
    let progressed = false;
    for (const forwarder of this.forwarders) progressed = (await forwarder.drain()) || progressed;
    for (const { name } of this.brokers.all) await this.untilLanded(name);
    return progressed;
  }

  private async untilLanded(broker: string): Promise<void> {
    const destinations = new Destinations(this.own, broker);
    const deadline = performance.now() + longestLandingMs;
    for (let polls = 1; ; polls += 1) {
      await this.landings.tell();
      // What could not be opened a moment ago is tried again.
      if (polls % pollsPerLook === 0) await this.landings.look();
      if (await destinations.areLevel()) return;
      if (performance.now() > deadline)
        throw new Error(`What was sent over ${broker} has not landed within ${longestLandingMs / 1_000} s.`);
      await pause(pollMs);
    }
  }
}

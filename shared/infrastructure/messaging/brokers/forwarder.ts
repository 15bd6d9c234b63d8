import { Logger } from '@nestjs/common';
import type { ReadableLog } from '../elsewhere/other-database.js';
import type { Timers } from '../timers.js';
import type { Transport } from '../transports/transport.js';
import type { Broker } from './broker.js';
import { type Destination, Destinations } from './destinations.js';
import { Sender } from './sender.js';

/** New destinations, and what has to be sent again, are looked for this often, in milliseconds. */
const lookMs = 1_000;
/** A drain gives up what a broker has not taken so many times; a process that was started never does. */
const mostOffers = 5;

export interface ForwarderTools {
  readonly broker: Broker;
  readonly destinations: Destinations;
  readonly reader: ReadableLog;
  readonly timers: Timers;
  /** Names this process among those that send. */
  readonly owner: string;
}

/** Sends the log to everybody who gets it over the broker, to each at its own pace. */
export class Forwarder {
  private readonly logger = new Logger('Forwarder');
  private readonly senders = new Map<string, Sender>();
  private end: (() => void) | undefined;
  private looking: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly tools: ForwarderTools,
    transport: Pick<Transport, 'onLogGrew'>,
  ) {
    transport.onLogGrew(() => {
      tools.reader.grew();
      for (const sender of this.senders.values()) sender.wake();
    });
  }

  async start(): Promise<void> {
    this.stopped = false;
    this.end = this.tools.timers.every(lookMs, () => void this.look());
    await this.look();
  }

  async stop(): Promise<void> {
    this.end?.();
    this.stopped = true;
    await this.looking;
    await Promise.all([...this.senders.values()].map((sender) => sender.stop()));
    this.senders.clear();
    await this.tools.destinations
      .release(this.tools.owner)
      .catch((error: unknown) => this.logger.warn(`Leases were not given back: ${String(error)}`));
  }

  /** Why nothing can be sent, each reason once. */
  get reasons(): readonly string[] {
    return [...new Set([...this.senders.values()].flatMap(({ reason }) => reason ?? []))];
  }

  /** Sends what there is to everybody. For a process that was not started. Returns whether there was anything. */
  async drain(): Promise<boolean> {
    let progressed = false;
    for (const destination of await this.tools.destinations.list()) {
      const sender = await this.senderOf(destination);
      sender.reconsider();
      while (await this.offer(sender)) progressed = true;
    }
    return progressed;
  }

  private async offer(sender: Sender): Promise<boolean> {
    for (let offers = 1; ; offers += 1) {
      try {
        return await sender.step();
      } catch (error) {
        if (offers === mostOffers) throw error;
        sender.reconsider();
      }
    }
  }

  private look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    try {
      for (const destination of await this.tools.destinations.list()) {
        const sender = await this.senderOf(destination);
        if (this.stopped) return;
        sender.start();
        if (destination.isDue) sender.reconsider();
        else sender.wake();
      }
    } catch (error) {
      this.logger.warn(
        `The destinations could not be read: ${String(error)}. It is tried again every second.`,
      );
    }
  }

  private async senderOf(destination: Destination): Promise<Sender> {
    const key = `${destination.database} ${destination.context}`;
    const known = this.senders.get(key);
    if (known !== undefined) return known;
    const { destinations, reader } = this.tools;
    const channel = await destinations.channelOf(destination);
    await destinations.awaitTick();
    const sender = new Sender(destination, await reader.logId(), channel, this.tools);
    this.senders.set(key, sender);
    return sender;
  }
}

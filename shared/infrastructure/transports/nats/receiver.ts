import { setTimeout as pause } from 'node:timers/promises';
import { type Land, Trouble } from '@boardwalk/messaging';
import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import { Logger } from '@nestjs/common';
import type { ChannelStreams } from './channel-streams.js';
import type { Link } from './link.js';
import { Signal } from './signal.js';

/** Messages that land together at the most, and that are asked for at once. */
const batchSize = 500;

/** How long a request waits for messages, and how often the server says meanwhile that it is there, in milliseconds. */
const request = { expires: 5_000, idle_heartbeat: 2_000 } as const;

/** How long, in milliseconds, what could not land or be fetched waits before it is tried again. */
const pauseMs = 1_000;

interface Held {
  readonly message: JsMsg;
  /** Of the connection and the consumer that it came over. */
  readonly epoch: number;
}

/** Takes one channel's messages from the server and lands them, one batch at a time, until it is ended. */
export class Receiver {
  private readonly logger = new Logger('JetStream');
  private readonly ending = new AbortController();
  /** Came, and has not begun to land. */
  private waiting: Held[] = [];
  private landing: readonly Held[] = [];
  /** Goes up when the server may have begun anew: then a number that was acknowledged might be another message's. */
  private epoch = 0;
  private readonly arrived = new Signal();
  private readonly roomier = new Signal();
  private fetching: ConsumerMessages | undefined;
  private running: Promise<unknown> | undefined;
  private readonly troubles = { fetched: this.troubleWith('fetched'), landed: this.troubleWith('landed') };

  constructor(
    private readonly link: Link,
    private readonly streams: ChannelStreams,
    private readonly channel: string,
    private readonly land: Land,
  ) {}

  start(): void {
    this.running ??= Promise.all([this.fetchOn(), this.landOn()]);
  }

  /** What is landing is finished; what has only come is given back, for others to take. */
  async end(): Promise<void> {
    this.ending.abort();
    this.fetching?.stop();
    this.arrived.give();
    this.roomier.give();
    await this.running;
    this.say(this.waiting, (message) => message.nak());
    this.waiting = [];
  }

  private get ended(): boolean {
    return this.ending.signal.aborted;
  }

  private async fetchOn(): Promise<void> {
    // A request that the connection was lost under is never answered.
    const forget = this.link.onBreak(() => {
      this.epoch += 1;
      this.fetching?.stop();
    });
    while (!this.ended) {
      if (this.waiting.length + this.landing.length >= batchSize) await this.roomier.wait();
      else await this.tried('fetched', () => this.fetch());
    }
    forget();
  }

  private async fetch(): Promise<void> {
    try {
      const consumer = await this.link.whileUp((session) => this.streams.consumerOf(session, this.channel));
      if (this.ended) return;
      const { epoch } = this;
      this.fetching = await consumer.fetch({ max_messages: batchSize, ...request });
      if (this.ended) this.fetching.stop();
      let came = 0;
      for await (const message of this.fetching) {
        came += 1;
        this.waiting.push({ message, epoch });
        this.arrived.give();
      }
      if (came > 0 || this.ended || epoch !== this.epoch) return;
      await this.link.whileUp((session) => this.streams.bringWhatIsLeft(session, this.channel));
    } catch (error) {
      this.epoch += 1;
      this.streams.forget(this.channel);
      throw error;
    } finally {
      this.fetching = undefined;
    }
  }

  private async landOn(): Promise<void> {
    while (!this.ended) {
      this.landing = this.waiting.splice(0, batchSize);
      if (this.landing.length === 0) await this.arrived.wait();
      else await this.tried('landed', () => this.landBatch(this.landing));
      this.landing = [];
      this.roomier.give();
    }
  }

  private async landBatch(batch: readonly Held[]): Promise<void> {
    // Nobody else shall get them meanwhile.
    const reminder = setInterval(() => {
      this.say([...batch, ...this.waiting], (message) => message.working());
    }, this.streams.ackWaitMs / 3);
    try {
      await this.land(batch.map(({ message }) => message.string()));
    } catch (error) {
      this.say(batch, (message) => message.nak(pauseMs));
      throw error;
    } finally {
      clearInterval(reminder);
    }
    this.say(batch, (message) => message.ack());
  }

  /** To the server that they came from. What is not said, or is not heard, comes again after a while. */
  private say(to: readonly Held[], word: (message: JsMsg) => void): void {
    for (const { message, epoch } of to) if (epoch === this.epoch) word(message);
  }

  private async tried(what: 'fetched' | 'landed', work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (this.troubles[what].over()) this.logger.log(`What comes from ${this.channel} is ${what} again.`);
    } catch (error) {
      if (!this.ended) this.troubles[what].met(error);
      await pause(pauseMs, undefined, { signal: this.ending.signal }).catch(() => undefined);
    }
  }
  private troubleWith(what: 'fetched' | 'landed'): Trouble {
    return new Trouble((reason) =>
      this.logger.warn(
        `Nothing of ${this.channel} can be ${what}: ${reason}. It comes again; it is tried every second.`,
      ),
    );
  }
}

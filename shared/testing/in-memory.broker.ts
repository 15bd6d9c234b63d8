import { setImmediate as turn } from 'node:timers/promises';
import type { Randomness } from '@boardwalk/domain';
import type { Broker, BrokerMessage, Land } from '@boardwalk/messaging';

/** What a broker may do to messages. Absent means never. */
export interface BrokerFaults {
  /** Chance that a message it has acknowledged is never brought. */
  readonly lose?: number;
  /** Chance that a message is brought twice. */
  readonly duplicate?: number;
  /** Messages are brought in any order. */
  readonly shuffle?: boolean;
  /** Chance that a send fails, whether or not the messages arrived. */
  readonly failedSends?: number;
}

/** Messages that are handed over at once. */
const batchSize = 100;

interface Receiver {
  readonly land: Land;
  busy: Promise<void> | undefined;
  ended: boolean;
}

interface Channel {
  waiting: string[];
  readonly receivers: Set<Receiver>;
}

/** A broker in the memory of the tests, which can be as bad as brokers may be. */
export class InMemoryBrokerServer {
  private readonly channels = new Map<string, Channel>();
  /** While it is away nothing can be sent, and nothing is brought. */
  away = false;
  faults: BrokerFaults = {};

  constructor(private readonly randomness: Randomness) {}

  /** For one process. */
  client(): Broker {
    const mine = new Set<() => Promise<void>>();
    return {
      name: 'in-memory-broker',
      system: 'in_process',
      server: { address: 'memory', port: 0 },
      connect: async () => undefined,
      send: (channel, messages) => this.send(channel, messages),
      receive: async (channel, land) => {
        const end = this.receive(channel, land);
        mine.add(end);
        return end;
      },
      close: async () => {
        await Promise.all([...mine].map((end) => end()));
      },
    };
  }

  /** Everything that was not landed is gone. */
  wipe(): void {
    for (const channel of this.channels.values()) channel.waiting = [];
  }

  /** What was sent and has not landed. */
  get held(): number {
    return [...this.channels.values()].reduce((sum, { waiting }) => sum + waiting.length, 0);
  }

  get names(): readonly string[] {
    return [...this.channels.keys()];
  }

  async send(name: string, messages: readonly Pick<BrokerMessage, 'body'>[]): Promise<void> {
    await turn();
    if (this.away) throw new Error('connect ECONNREFUSED (injected)');
    const channel = this.channelOf(name);
    const fails = this.strikes(this.faults.failedSends);
    const arriving = fails ? messages.slice(0, Math.floor(messages.length / 2)) : messages;
    for (const { body } of arriving) {
      if (this.strikes(this.faults.lose)) continue;
      this.put(channel, body);
      if (this.strikes(this.faults.duplicate)) this.put(channel, body);
    }
    this.serve(channel);
    if (fails) throw new Error('The connection broke while it was sent (injected).');
  }

  /** Brings what lies ready after it was away. */
  comeBack(): void {
    this.away = false;
    for (const channel of this.channels.values()) this.serve(channel);
  }

  private receive(name: string, land: Land): () => Promise<void> {
    const channel = this.channelOf(name);
    const receiver: Receiver = { land, busy: undefined, ended: false };
    channel.receivers.add(receiver);
    this.serve(channel);
    return async () => {
      receiver.ended = true;
      channel.receivers.delete(receiver);
      await receiver.busy;
    };
  }

  private put({ waiting }: Channel, body: string): void {
    const place =
      this.faults.shuffle === true ? this.randomness.fraction() * (waiting.length + 1) : waiting.length;
    waiting.splice(Math.floor(place), 0, body);
  }

  private serve(channel: Channel): void {
    for (const receiver of channel.receivers)
      receiver.busy ??= this.bring(channel, receiver).finally(() => {
        receiver.busy = undefined;
        if (channel.waiting.length > 0 && !this.away && !receiver.ended) this.serve(channel);
      });
  }

  private async bring(channel: Channel, { land }: Receiver): Promise<void> {
    await turn();
    if (this.away) return;
    const bodies = channel.waiting.splice(0, batchSize);
    if (bodies.length === 0) return;
    try {
      await land(bodies);
    } catch {
      // Not acknowledged: it comes again.
      channel.waiting.unshift(...bodies);
    }
  }

  private channelOf(name: string): Channel {
    const known = this.channels.get(name);
    if (known !== undefined) return known;
    const channel: Channel = { waiting: [], receivers: new Set() };
    this.channels.set(name, channel);
    return channel;
  }

  private strikes(chance: number | undefined): boolean {
    return chance !== undefined && this.randomness.fraction() < chance;
  }
}

import { hostname } from 'node:os';
import { type Broker, type BrokerMessage, BrokerUnfitError, type Land } from '@boardwalk/messaging';
import { deepestReasonOf } from './answers.js';
import { ChannelSender } from './channel-sender.js';
import { Clients } from './clients.js';
import { readKafkaUrl } from './kafka-url.js';
import { Reception } from './reception.js';
import { Topics } from './topics.js';

export interface KafkaBrokerOptions {
  /** By which the server's logs and metrics know this process. Default: of the machine and the process. */
  readonly clientId?: string;
}

/**
 * Apache Kafka. A channel is a topic of one partition and a group of the same name; the fact's key is the
 * record's key. Order, retries and repetitions are the business of what lies behind it, so Kafka's offsets say no more than
 * what has landed.
 */
export class KafkaBroker implements Broker {
  readonly name = 'kafka';
  readonly system = 'kafka';
  readonly server: Broker['server'];
  private readonly clients: Clients;
  private readonly topics: Topics;
  private readonly senders = new Map<string, ChannelSender>();
  private readonly receptions = new Set<Reception>();
  private closed = false;

  /**
   * @param url `kafka://host:9092`; see `readKafkaUrl`
   * @throws {TypeError} when it is none
   */
  constructor(url: string, { clientId = `boardwalk-${hostname()}-${process.pid}` }: KafkaBrokerOptions = {}) {
    const address = readKafkaUrl(url);
    const [{ host, port }] = address.brokers;
    this.server = { address: host, port };
    this.clients = new Clients(address, clientId);
    this.topics = new Topics(this.clients);
  }

  /** What is asked of a topic is examined when it is first needed: a server has no settings that its topics do not override. */
  async connect(): Promise<void> {
    this.closed = false;
    await explained(this.topics.open());
  }

  async send(channel: string, messages: readonly BrokerMessage[]): Promise<void> {
    this.refuseClosed();
    let sender = this.senders.get(channel);
    if (sender === undefined) {
      sender = new ChannelSender(this.clients, this.topics, channel);
      this.senders.set(channel, sender);
    }
    await explained(sender.send(messages));
  }

  /** @throws {BrokerUnfitError} One that is not there is waited for. */
  async receive(channel: string, land: Land): Promise<() => Promise<void>> {
    await this.topics.ensure(channel).catch((error: unknown) => {
      if (error instanceof BrokerUnfitError) throw error;
    });
    this.refuseClosed();
    const reception = new Reception(this.clients, this.topics, channel, land);
    this.receptions.add(reception);
    return async () => {
      this.receptions.delete(reception);
      await reception.end();
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.receptions].map((reception) => reception.end()));
    this.receptions.clear();
    await Promise.all([...this.senders.values()].map((sender) => sender.close()));
    this.senders.clear();
    await this.topics.close();
  }

  private refuseClosed(): void {
    if (this.closed) throw new Error('the connection was closed');
  }
}

async function explained(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    throw error instanceof BrokerUnfitError ? error : new Error(deepestReasonOf(error), { cause: error });
  }
}

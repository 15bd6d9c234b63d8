import type { Broker, BrokerMessage, Land } from '@boardwalk/messaging';
import { type RedisConnection, RedisLink } from '@boardwalk/redis';
import { Queue } from 'bullmq';
import { discard } from './discarded-queue.js';
import { QueueReader } from './queue-reader.js';

/** So many at the most are added together. */
const mostAtOnce = 500;

/** What BullMQ tells its watchers about jobs. Nobody watches here, so about as many are kept as it keeps at the least. */
const keptEvents = 100;

/**
 * A queue per channel. A job is a fact: the id of the job is that of the fact, its data the message, its name the type. What has
 * landed is removed, so that a queue holds what is under way and nothing else.
 *
 * The server has to write down what it takes in (appendonly) and must not make room by forgetting; it is examined whenever it
 * is connected to. With `appendfsync everysec` a loss of power can take the last second of what was acknowledged. That is
 * accepted: what does not land is sent again.
 */
export class BullmqBroker implements Broker {
  readonly name = 'bullmq';
  readonly system = 'bullmq';
  readonly server: Broker['server'];
  private readonly link: RedisLink;
  private readonly queues = new Map<string, Queue<string>>();

  /** @param url begins with redis:// or rediss:// */
  constructor(url: string) {
    this.link = new RedisLink(this.name, url);
    this.server = this.link.server;
  }

  connect(): Promise<void> {
    return this.link.connect();
  }

  /** The id of a job keeps it from being added twice, as long as it is there. */
  async send(channel: string, messages: readonly BrokerMessage[]): Promise<void> {
    const connection = await this.link.connected();
    try {
      for (let from = 0; from < messages.length; from += mostAtOnce) {
        const jobs = messages.slice(from, from + mostAtOnce).map(jobOf);
        for (const { data } of jobs) connection.refuseTooLong(data, JSON.stringify);
        await connection.ask(() => this.queueOf(channel, connection).addBulk(jobs));
      }
    } catch (error) {
      // One that was made while the connection broke would never work.
      discard(this.queues.get(channel));
      this.queues.delete(channel);
      throw error;
    }
  }

  async receive(channel: string, land: Land): Promise<() => Promise<void>> {
    const connection = await this.link.connected();
    return this.link.reading(await QueueReader.start(connection, channel, land));
  }

  async close(): Promise<void> {
    const queues = [...this.queues.values()];
    this.queues.clear();
    await Promise.all(queues.map((queue) => queue.close()));
    await this.link.close();
  }

  private queueOf(channel: string, { redis }: RedisConnection): Queue<string> {
    const known = this.queues.get(channel);
    if (known !== undefined) return known;
    const queue = new Queue<string>(channel, {
      connection: redis,
      streams: { events: { maxLen: keptEvents } },
    });
    // What fails is told to whoever asked for it.
    queue.on('error', () => undefined);
    this.queues.set(channel, queue);
    return queue;
  }
}

function jobOf({ id, attributes, body }: BrokerMessage) {
  return {
    name: attributes['type'] ?? 'fact',
    data: body,
    opts: { jobId: id, telemetry: { metadata: JSON.stringify(attributes) } },
  };
}

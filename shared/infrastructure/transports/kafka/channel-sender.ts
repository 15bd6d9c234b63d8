import type { BrokerMessage } from '@boardwalk/messaging';
import { isAnswer } from './answers.js';
import { type Clients, end, type TextProducer } from './clients.js';
import { largestMessage } from './topic-settings.js';
import type { Topics } from './topics.js';
import { within } from './within.js';

/** How long the server may take, in milliseconds, to acknowledge. */
const acknowledgeMs = 4_000;

/** What is sent at once, in characters. A single message may be larger. */
const batchLength = 512 * 1024;

/** Sends to one channel. Each has a connection of its own, so that none waits for the acknowledgements of another. */
export class ChannelSender {
  private producer: TextProducer | undefined;
  private closed = false;

  constructor(
    private readonly clients: Clients,
    private readonly topics: Topics,
    private readonly channel: string,
  ) {}

  /** Resolves when every replica in sync has all of them. */
  async send(messages: readonly BrokerMessage[]): Promise<void> {
    await this.topics.ensure(this.channel);
    if (this.closed) throw new Error('the connection was closed');
    const producer = (this.producer ??= this.clients.producer());
    try {
      for (const batch of batchesOf(messages))
        await within(
          acknowledgeMs,
          'Kafka',
          producer.send({ messages: batch.map((message) => this.recordOf(message)) }),
        );
    } catch (error) {
      this.topics.forget(this.channel);
      if (this.producer === producer) await this.discard();
      throw isAnswer(error, 'MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE')
        ? new Error(tooLarge(this.channel, messages))
        : error;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.discard();
  }

  private async discard(): Promise<void> {
    const { producer } = this;
    this.producer = undefined;
    if (producer !== undefined) await end(producer, producer.connections);
  }

  /** CloudEvents in binary mode: the attributes are headers, and the partition key is the key. */
  private recordOf({ key, attributes, body }: BrokerMessage) {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    for (const [name, value] of Object.entries(attributes)) headers[`ce_${name}`] = value;
    return { topic: this.channel, partition: 0, key, value: body, headers };
  }
}

/** Many small messages are refused together, so that what the largest of them takes says too little. */
export function tooLarge(topic: string, messages: readonly BrokerMessage[]): string {
  const size = Math.max(...messages.map(({ body }) => Buffer.byteLength(body)));
  return (
    `what is sent at once is more than the topic ${topic} takes; the largest fact of it has ${size} bytes. Raise max.message.bytes, and segment.bytes where it is less: ` +
    `kafka-configs.sh --alter --entity-type topics --entity-name ${topic} --add-config max.message.bytes=${Math.max(largestMessage, 2 * size)}`
  );
}

/** What one request carries is written by the server as a whole, and refused as a whole when it is too large. */
export function* batchesOf(messages: readonly BrokerMessage[]): Generator<readonly BrokerMessage[]> {
  let batch: BrokerMessage[] = [];
  let length = 0;
  for (const message of messages) {
    if (batch.length > 0 && length + message.body.length > batchLength) {
      yield batch;
      batch = [];
      length = 0;
    }
    batch.push(message);
    length += message.body.length;
  }
  if (batch.length > 0) yield batch;
}

import { setTimeout as pause } from 'node:timers/promises';
import { type Admin, ConfigResourceTypes } from '@platformatic/kafka';
import { isAbsentTopic, isAnswer } from './answers.js';
import { type Clients, end } from './clients.js';
import { refuseUnfit, type Topic, topicSettings } from './topic-settings.js';
import { LateAnswerError, within } from './within.js';

/** How long the server may take, in milliseconds, for anything that is asked about topics. */
const answerMs = 4_000;

/** A new topic is looked for this often, in milliseconds, until the server knows it everywhere. */
const pollMs = 50;

/** Copies of a topic, where there are so many machines. */
const mostReplicas = 3;

/**
 * The topics that channels are. Each has one partition: order is restored behind the broker and what comes is landed under one
 * lock, so more of them would bring nothing; and there is nothing that growing them could put out of order.
 */
export class Topics {
  private client: Admin | undefined;
  private closed = false;
  private readonly known = new Map<string, Promise<void>>();

  constructor(private readonly clients: Clients) {}

  /** @throws when there is nobody */
  async open(): Promise<void> {
    this.closed = false;
    await this.ask((admin) => admin.metadata({ topics: [], forceUpdate: true }));
  }

  /**
   * Makes the topic of a channel, unless there is one.
   * @throws {BrokerUnfitError} when there is one from which messages would get lost
   */
  ensure(channel: string): Promise<void> {
    const known = this.known.get(channel);
    if (known !== undefined) return known;
    const made = this.make(channel);
    this.known.set(channel, made);
    made.catch(() => {
      if (this.known.get(channel) === made) this.known.delete(channel);
    });
    return made;
  }

  /** The next one who needs it looks whether it is there. */
  forget(channel: string): void {
    this.known.delete(channel);
  }

  /** Deletes what lies before an offset. */
  async deleteBefore(channel: string, offset: bigint): Promise<void> {
    await this.ask((admin) =>
      admin.deleteRecords({ topics: [{ name: channel, partitions: [{ partition: 0, offset }] }] }),
    );
  }

  async close(): Promise<void> {
    this.closed = true;
    this.known.clear();
    const { client } = this;
    this.client = undefined;
    if (client !== undefined) await end(client, client.connections);
  }

  private async make(channel: string): Promise<void> {
    const deadline = performance.now() + answerMs;
    for (;;) {
      const topic = await this.describe(channel);
      if (topic !== undefined) return refuseUnfit(topic);
      if (performance.now() > deadline) throw new LateAnswerError(`Kafka does not make the topic ${channel}`);
      await this.create(channel);
      await pause(pollMs);
    }
  }

  /** Undefined when there is none, or it has not got about yet. */
  private async describe(channel: string): Promise<Topic | undefined> {
    try {
      const { topics } = await this.ask((admin) => admin.metadata({ topics: [channel], forceUpdate: true }));
      const partitions = topics.get(channel)?.partitions ?? [];
      const [first] = partitions;
      if (first === undefined || first.leader < 0) return undefined;
      const [described] = await this.ask((admin) =>
        admin.describeConfigs({
          resources: [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: channel }],
        }),
      );
      const settings = new Map((described?.configs ?? []).map(({ name, value }) => [name, value ?? '']));
      return { name: channel, partitions: partitions.length, replicas: first.replicas.length, settings };
    } catch (error) {
      if (isAbsentTopic(error)) return undefined;
      throw error;
    }
  }

  private async create(channel: string): Promise<void> {
    const { brokers } = await this.ask((admin) => admin.metadata({ topics: [], forceUpdate: true }));
    const replicas = Math.min(mostReplicas, brokers.size);
    const configs = Object.entries(topicSettings(replicas)).map(([name, value]) => ({ name, value }));
    try {
      await this.ask((admin) => admin.createTopics({ topics: [channel], partitions: 1, replicas, configs }));
    } catch (error) {
      // Another process was quicker, or it has not got about yet.
      if (!isAnswer(error, 'TOPIC_ALREADY_EXISTS')) throw error;
    }
  }

  private async ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    if (this.closed) throw new Error('the connection was closed');
    const client = (this.client ??= this.clients.admin());
    try {
      return await within(answerMs, 'Kafka', question(client));
    } catch (error) {
      if (!isAnswer(error) && this.client === client) {
        this.client = undefined;
        await end(client, client.connections);
      }
      throw error;
    }
  }
}

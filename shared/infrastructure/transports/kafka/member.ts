import {
  type Consumer,
  type ConnectionPool,
  FetchIsolationLevels,
  ListOffsetTimestamps,
} from '@platformatic/kafka';
import { isAnswer } from './answers.js';
import { type Clients, end } from './clients.js';
import { deliveriesOf, type Delivery, endOf } from './delivery.js';
import { moment } from './moment.js';
import { within } from './within.js';

/** How long the server keeps a request for messages, in milliseconds, while there are none. */
const longestWaitMs = 500;

/** How long it may take, in milliseconds, to answer what needs no waiting. */
const answerMs = 4_000;

/** How long a group may take, in milliseconds, to agree who receives. */
const agreementMs = 20_000;

/** What is fetched at once, in bytes. A single message may be larger. */
const fetchBytes = 1024 * 1024;

/** The place of a process among those that receive from a channel: one receives, the others stand by. */
export class Member {
  private readonly consumer: Consumer;
  private readonly fetching: ConnectionPool;
  private joined = false;
  private failure: Error | undefined;
  private topicId: string | undefined;
  /** Where to fetch next; unknown until asked. Everything before it has landed. */
  private position: bigint | undefined;

  private constructor(
    clients: Clients,
    private readonly channel: string,
    private readonly ending: AbortSignal,
  ) {
    this.consumer = clients.consumer(channel);
    this.fetching = clients.connections();
    const fail = (error: Error) => (this.failure ??= error);
    // What cannot come back into its group by itself says so with an event that must have a listener.
    this.consumer.on('error', fail);
    this.consumer.on('consumer:heartbeat:error', ({ error }) => fail(error));
    ending.addEventListener('abort', this.stopWaiting);
  }

  /**
   * The topic has to be there.
   * @param ending when nothing shall be fetched any more; what was fetched can still be acknowledged
   * @param again as whom the group may know it from before; it would wait for somebody who is gone
   */
  static async join(
    clients: Clients,
    channel: string,
    ending: AbortSignal,
    again: string | null,
  ): Promise<Member> {
    ending.throwIfAborted();
    const member = new Member(clients, channel, ending);
    try {
      member.consumer.memberId = again;
      member.consumer.topics.track(channel);
      await member.answered(agreementMs, member.consumer.joinGroup());
      member.joined = true;
      return member;
    } catch (error) {
      await member.leave();
      throw error;
    }
  }

  /**
   * What comes next, again and again the same until it was acknowledged. Nothing when nothing comes for a moment.
   * @throws when it cannot go on: it has to leave, and may join again
   */
  async fetch(): Promise<readonly Delivery[]> {
    if (!this.receives) {
      this.position = undefined;
      await moment(longestWaitMs, this.ending);
      this.examine();
      return [];
    }
    const { topics } = await this.answered(answerMs, this.consumer.metadata({ topics: [this.channel] }));
    const topic = topics.get(this.channel);
    this.topicId ??= topic?.id;
    if (topic === undefined || topic.id !== this.topicId)
      throw new Error(`the topic ${this.channel} is not the one that it was`);
    this.position ??= await this.beginning();
    try {
      return await this.fetchFrom(this.position, topic.id, topic.partitions[0]?.leader ?? -1);
    } catch (error) {
      if (!isAnswer(error, 'OFFSET_OUT_OF_RANGE')) throw error;
      // It was deleted, because it has landed; or the server has lost it, and it is sent again.
      this.position = await this.earliest();
      return [];
    }
  }

  /** Has landed. */
  async acknowledge({ next, epoch }: Delivery): Promise<void> {
    this.position = next;
    try {
      await this.answered(
        answerMs,
        this.consumer.commit({
          offsets: [{ topic: this.channel, partition: 0, offset: next, leaderEpoch: epoch }],
        }),
      );
    } catch (error) {
      // Whoever receives then gets it again, and it lands once.
      if (!isAnswer(error, ...reassigned)) throw error;
    }
  }

  /**
   * Another one may receive at once. Never fails.
   * @returns as whom the group still knows it, if it could not be told
   */
  async leave(): Promise<string | null> {
    const { memberId } = this.consumer;
    this.ending.removeEventListener('abort', this.stopWaiting);
    await Promise.all([end(this.fetching, this.fetching), this.endMembership()]);
    return memberId;
  }

  private endMembership(): Promise<void> {
    return end({ close: () => this.consumer.close(true) }, this.consumer.connections);
  }

  private readonly stopWaiting = (): void => {
    void end(this.fetching, this.fetching);
    if (!this.joined) void this.endMembership();
  };

  private get receives(): boolean {
    return (this.consumer.assignments ?? []).some(({ topic }) => topic === this.channel);
  }

  private async fetchFrom(position: bigint, topicId: string, node: number): Promise<readonly Delivery[]> {
    const partition = {
      partition: 0,
      fetchOffset: position,
      partitionMaxBytes: fetchBytes,
      // Unknown: what was before a change of leaders is found out by the offset.
      currentLeaderEpoch: -1,
      lastFetchedEpoch: -1,
    };
    const { responses } = await this.answered(
      longestWaitMs + answerMs,
      this.consumer.fetch({
        node,
        topics: [{ topicId, partitions: [partition] }],
        maxWaitTime: longestWaitMs,
        minBytes: 1,
        maxBytes: fetchBytes,
        // An open transaction of somebody else must not hold up what is ours.
        isolationLevel: FetchIsolationLevels.READ_UNCOMMITTED,
        connectionPool: this.fetching,
      }),
    );
    const batches = responses.flatMap(({ partitions }) => partitions).flatMap(({ records }) => records ?? []);
    const deliveries = deliveriesOf(batches, position);
    // Marks of transactions are no messages, and are gone past.
    if (deliveries.length === 0) this.position = endOf(batches) ?? position;
    return deliveries;
  }

  private async beginning(): Promise<bigint> {
    const committed = await this.answered(
      answerMs,
      this.consumer.listCommittedOffsets({ topics: [{ topic: this.channel, partitions: [0] }] }),
    );
    const [offset = -1n] = committed.get(this.channel) ?? [];
    return offset >= 0n ? offset : this.earliest();
  }

  private async earliest(): Promise<bigint> {
    const offsets = await this.answered(
      answerMs,
      this.consumer.listOffsets({ topics: [this.channel], timestamp: ListOffsetTimestamps.EARLIEST }),
    );
    return offsets.get(this.channel)?.[0] ?? 0n;
  }

  private async answered<T>(milliseconds: number, question: Promise<T>): Promise<T> {
    const answer = await within(milliseconds, 'Kafka', question);
    this.examine();
    return answer;
  }

  private examine(): void {
    if (this.failure !== undefined) throw this.failure;
  }
}

/** The group agrees anew who receives. */
const reassigned = ['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID'];

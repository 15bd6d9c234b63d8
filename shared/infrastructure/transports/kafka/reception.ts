import type { Land } from '@boardwalk/messaging';
import { Logger } from '@nestjs/common';
import { isAbsentTopic, isAnswer, deepestReasonOf } from './answers.js';
import type { Clients } from './clients.js';
import type { Delivery } from './delivery.js';
import { Member } from './member.js';
import { moment } from './moment.js';
import type { Topics } from './topics.js';
import { within } from './within.js';

/** So many messages land together at the most. */
const landingSize = 500;

/** After a failure it is tried again after so long, in milliseconds: the first time, and at the most. */
const shortestRestMs = 100;
const longestRestMs = 1_000;

/** What has landed is deleted this often, in milliseconds, and whenever nothing else comes. */
const deleteEveryMs = 1_000;

/** How long, in milliseconds, an end waits until what has landed is deleted. */
const lastDeletionMs = 1_000;

/** Failures in a row after which somebody should know. A server that starts or a group that forms may fail once or twice. */
const worthTelling = 3;

/** Receives from one channel until its end, whatever happens to the server. */
export class Reception {
  private readonly logger = new Logger('Kafka');
  private readonly ending = new AbortController();
  private readonly running: Promise<void>;
  private memberId: string | null = null;
  private failures = 0;
  /** Landed up to here, and not deleted yet. */
  private landed: bigint | undefined;
  private deletedAt = 0;
  private keeps = false;

  constructor(
    private readonly clients: Clients,
    private readonly topics: Topics,
    private readonly channel: string,
    private readonly land: Land,
  ) {
    this.running = this.run();
  }

  /** What is landing lands and is acknowledged; everything else goes to others. */
  async end(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  private get ended(): boolean {
    return this.ending.signal.aborted;
  }

  private async run(): Promise<void> {
    while (!this.ended) {
      try {
        await this.topics.ensure(this.channel);
        const member = await Member.join(this.clients, this.channel, this.ending.signal, this.memberId);
        try {
          while (!this.ended) await this.receive(member);
        } finally {
          this.memberId = await member.leave();
        }
      } catch (error) {
        this.topics.forget(this.channel);
        // What is there next may be another topic of this name.
        if (!this.ended) this.landed = undefined;
        if (isAnswer(error, 'UNKNOWN_MEMBER_ID')) this.memberId = null;
        await this.rest(error);
      }
    }
    // A server that stands still keeps nobody from ending.
    await within(lastDeletionMs, 'Kafka', this.deleteLanded()).catch(() => undefined);
  }

  private async receive(member: Member): Promise<void> {
    const deliveries = await member.fetch();
    const [first] = deliveries;
    if (first === undefined) {
      this.fine();
      return this.deleteLanded();
    }
    for (let at = 0; at < deliveries.length && !this.ended; at += landingSize) {
      const batch = deliveries.slice(at, at + landingSize);
      if (!(await this.landBatch(batch))) return;
      const last = batch.at(-1) ?? first;
      this.landed = last.next;
      await member.acknowledge(last);
      this.fine();
    }
    if (performance.now() - this.deletedAt > deleteEveryMs) await this.deleteLanded();
  }

  /** @returns whether it has landed. If not, it is fetched again after a rest; the place in the group is kept. */
  private async landBatch(batch: readonly Delivery[]): Promise<boolean> {
    try {
      await this.land(batch.map(({ body }) => body));
      return true;
    } catch (error) {
      await this.rest(error);
      return false;
    }
  }

  /** What it does not delete now it deletes with what lands next. */
  private async deleteLanded(): Promise<void> {
    const { landed } = this;
    if (landed === undefined) return;
    this.deletedAt = performance.now();
    try {
      await this.topics.deleteBefore(this.channel, landed);
      if (this.landed === landed) this.landed = undefined;
      this.keeps = false;
    } catch (error) {
      // The topic is not the one that it was.
      if (isAbsentTopic(error) || isAnswer(error, 'OFFSET_OUT_OF_RANGE')) this.landed = undefined;
      else if (isAnswer(error) && !this.keeps) this.tellThatItKeeps(error);
    }
  }

  private tellThatItKeeps(error: unknown): void {
    this.keeps = true;
    this.logger.warn(
      `Kafka does not delete what has landed of ${this.channel}: ${deepestReasonOf(error)}. Its disk fills up; give the account the right to delete from the topic.`,
    );
  }

  private fine(): void {
    if (this.failures >= worthTelling) this.logger.log(`Messages come again from ${this.channel}.`);
    this.failures = 0;
  }

  private async rest(error: unknown): Promise<void> {
    if (this.ended) return;
    this.failures += 1;
    if (this.failures === worthTelling)
      this.logger.warn(
        `Nothing is received from ${this.channel}: ${deepestReasonOf(error)}. It is tried again and again.`,
      );
    await moment(Math.min(longestRestMs, shortestRestMs * 2 ** (this.failures - 1)), this.ending.signal);
  }
}

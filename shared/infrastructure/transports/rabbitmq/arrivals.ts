import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { within } from './patience.js';
import { declareQueue } from './queue.js';
import { MuteQueueError } from './rabbitmq.errors.js';

/** So many are handed over together at the most. */
const batchSize = 500;
/** So many come before one of them is acknowledged: a batch that lands, and the next one. */
const prefetch = 2 * batchSize;
/** A queue that works has answered by then, in milliseconds. */
const answerMs = 5_000;
/** The server is asked so often, in milliseconds, whether it still knows whom to give to. */
const checkMs = 5_000;
/** How long the server's goodbye is waited for, in milliseconds. */
const goodbyeMs = 2_000;

/** What one AMQP channel brings of a queue. When the channel ends, the server gives to others what was not acknowledged. */
export class Arrivals {
  private readonly waiting: ConsumeMessage[] = [];
  private over = false;
  /** What the server has ended it for. */
  refusal: Error | undefined;
  private wake: () => void = () => undefined;
  private checking = false;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly channel: Channel,
    private readonly queue: string,
  ) {
    channel.on('error', (refusal) => {
      this.refusal = refusal;
    });
    channel.on('close', () => this.end());
  }

  /**
   * @throws {BrokerUnfitError}
   * @throws {MuteQueueError}
   */
  static async open(connection: ChannelModel, queue: string): Promise<Arrivals> {
    const channel = await within(answerMs, connection.createChannel());
    const arrivals = new Arrivals(channel, queue);
    try {
      await within(answerMs, declareQueue(channel, queue), () => new MuteQueueError(queue));
      await channel.prefetch(prefetch);
      // Without a message, the server says that the queue has been deleted.
      await within(
        answerMs,
        channel.consume(queue, (message) => (message === null ? arrivals.end() : arrivals.add(message))),
        () => new MuteQueueError(queue),
      );
      arrivals.timer = setInterval(() => void arrivals.check(), checkMs);
    } catch (error) {
      await arrivals.close();
      throw error;
    }
    return arrivals;
  }

  /** What has come, as soon as something has. Nothing when it is over. */
  async take(): Promise<readonly ConsumeMessage[]> {
    while (this.waiting.length === 0 && !this.over)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    return this.over ? [] : this.waiting.splice(0, batchSize);
  }

  /** @param last it and all before it are done */
  acknowledge(last: ConsumeMessage): void {
    this.channel.ack(last, true);
  }

  /** Nothing is taken any more. What was taken may still be acknowledged. */
  end(): void {
    this.over = true;
    clearInterval(this.timer);
    this.wake();
  }

  /** Everything that was not acknowledged comes again, here or elsewhere. */
  async close(): Promise<void> {
    this.end();
    await within(goodbyeMs, this.channel.close()).catch(() => undefined);
  }

  /** Whoever asks for a queue while it is being deleted is given what is no more, and is never told. */
  private async check(): Promise<void> {
    if (this.checking) return this.end();
    this.checking = true;
    const { consumerCount } = await this.channel.checkQueue(this.queue).catch(() => ({ consumerCount: 0 }));
    this.checking = false;
    if (consumerCount === 0) this.end();
  }

  private add(message: ConsumeMessage): void {
    this.waiting.push(message);
    this.wake();
  }
}

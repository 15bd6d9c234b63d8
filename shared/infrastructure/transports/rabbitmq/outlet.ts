import { type BrokerMessage, reasonOf } from '@boardwalk/messaging';
import type { ChannelModel, ConfirmChannel } from 'amqplib';
import { propertiesOf } from './cloud-event.js';
import { within } from './patience.js';
import { declareQueue } from './queue.js';
import { BlockedError, MuteQueueError, NotConfirmedError } from './rabbitmq.errors.js';

/** So many messages at the most wait for their confirmation. */
const mostUnconfirmed = 250;
/** A queue that works has answered by then, in milliseconds. */
const openMs = 10_000;
/** A server takes a moment, in milliseconds, to delete a queue. One that is made meanwhile is deleted with it. */
const deletionMs = 1_000;
/** The server has confirmed nothing for so long, in milliseconds: it will not. */
const patienceMs = 15_000;

/** The way to one queue. After the first thing that goes wrong it is of no use, and another one is opened. */
export class Outlet {
  private readonly underWay = new Set<(error: Error) => void>();
  private failure: Error | undefined;

  private constructor(
    private readonly connection: ChannelModel,
    private readonly channel: ConfirmChannel,
    private readonly queue: string,
    private readonly useless: () => void,
  ) {
    channel.on('error', ({ message }) => this.over(meaningOf(message)));
    // First of all listeners: the library tells each message only that something went wrong.
    channel.prependListener('nack', () =>
      this.close('the queue is full, by a policy with max-length, or cannot be written to'),
    );
    channel.prependListener('close', () => this.over('the connection broke'));
    channel.on('return', () => this.close('the queue has been deleted', deletionMs));
    connection.on('blocked', this.blocked);
  }

  /**
   * @param useless is called when it is of no use any more
   * @throws {BrokerUnfitError}
   */
  static async open(connection: ChannelModel, queue: string, useless: () => void): Promise<Outlet> {
    const channel = await within(openMs, connection.createConfirmChannel());
    const outlet = new Outlet(connection, channel, queue, useless);
    try {
      await within(openMs, declareQueue(channel, queue), () => new MuteQueueError(queue));
    } catch (error) {
      outlet.close(reasonOf(error));
      throw error;
    }
    return outlet;
  }

  /** Resolves when everything is confirmed, and so on disk. */
  async send(messages: readonly BrokerMessage[]): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.underWay.add(reject);
    const patience = setTimeout(() => this.close(`nothing came for ${patienceMs / 1_000} s`), patienceMs);
    let [sent, confirmed] = [0, 0];
    const goOn = (): void => {
      if (confirmed === messages.length) resolve();
      for (const message of messages.slice(sent, confirmed + mostUnconfirmed)) {
        sent += 1;
        this.publish(message, () => {
          confirmed += 1;
          patience.refresh();
          if (this.underWay.has(reject)) goOn();
        });
      }
    };
    try {
      goOn();
      await promise;
    } finally {
      clearTimeout(patience);
      this.underWay.delete(reject);
    }
  }

  /**
   * What is under way is rejected for this reason.
   * @param forMs whoever sends within so many milliseconds is rejected, too
   */
  close(why: string, forMs = 0): void {
    if (this.over(why, forMs)) this.channel.close().catch(() => undefined);
  }

  /** The AMQP channel is closed, or will be. @returns whether it was of use until now */
  private over(why: string, forMs = 0): boolean {
    if (this.failure !== undefined) return false;
    this.failure = new NotConfirmedError(this.queue, why);
    this.connection.off('blocked', this.blocked);
    if (forMs === 0) this.useless();
    else setTimeout(this.useless, forMs).unref();
    this.reject(this.failure);
    return true;
  }

  /** What is on the way stays there until the server reads again, and may then arrive. */
  private readonly blocked = (reason: string): void => this.reject(new BlockedError(reason));

  private reject(error: Error): void {
    for (const reject of this.underWay) reject(error);
  }

  private publish(message: BrokerMessage, confirmed: () => void): void {
    if (this.failure !== undefined) return;
    try {
      // To the default exchange, which knows every queue by its name.
      this.channel.publish(
        '',
        this.queue,
        Buffer.from(message.body),
        propertiesOf(message),
        (error: Error | null) => (error === null ? confirmed() : this.close(error.message)),
      );
    } catch (error) {
      this.close(reasonOf(error));
    }
  }
}

/** What the server says of a message that is too large for it, with the name of what to raise. */
function meaningOf(message: string): string {
  const [, size, most] = /message size (\d+) is larger than configured max size (\d+)/.exec(message) ?? [];
  return size === undefined
    ? message
    : `a fact takes ${size} bytes, and the server lets a message have ${most}; raise max_message_size there`;
}

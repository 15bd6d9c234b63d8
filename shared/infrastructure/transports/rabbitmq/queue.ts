import { BrokerUnfitError, reasonOf } from '@boardwalk/messaging';
import type { Channel, Options } from 'amqplib';

/** A queue that is on disk, on most of the servers, before it confirms, and that drops nothing by itself. */
const settings: Options.AssertQueue = {
  durable: true,
  arguments: {
    'x-queue-type': 'quorum',
    // Where a policy limits its length, it refuses what is too much; without this it would drop the oldest.
    'x-overflow': 'reject-publish',
    // Since 4.0 a message is dropped after the 20th return. "None" is said differently before and since; this is none
    // to both, and does not become another queue when the server is replaced by a newer one.
    'x-delivery-limit': 0x7fff_ffff,
  },
};

/** What the server answers when a queue of that name is a different one. */
const preconditionFailed = 406;

/**
 * Makes the queue where there is none.
 * @throws {BrokerUnfitError} when there is one that was made otherwise. The AMQP channel is closed then.
 */
export async function declareQueue(channel: Channel, queue: string): Promise<void> {
  try {
    await channel.assertQueue(queue, settings);
  } catch (error) {
    if ((error as { code?: unknown }).code !== preconditionFailed) throw error;
    throw new BrokerUnfitError(
      'RabbitMQ',
      `the queue ${queue} was not made by this program (${reasonOf(error)})`,
      `Delete it with \`rabbitmqctl delete_queue ${queue}\`: it is made anew, and what was in it is sent again.`,
    );
  }
}

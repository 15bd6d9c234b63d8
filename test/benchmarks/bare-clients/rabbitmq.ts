import type { BrokerMessage } from '@boardwalk/messaging';
import { connect, type ConsumeMessage } from 'amqplib';
import { fromClients } from '../measuring/load.ts';
import { batchesUnderWay, mostAtOnce, type OpenBareClient } from './bare-client.ts';
import { Gathering } from './gathering.ts';

/** amqplib: a quorum queue, persistent messages with confirmations, prefetch, and acknowledgements of many at once. */
export const openBareRabbitmq: OpenBareClient = async (url, queue, land) => {
  const [sending, receiving] = await Promise.all([
    connect(url, { noDelay: true }),
    connect(url, { noDelay: true }),
  ]);
  const [sender, receiver] = await Promise.all([sending.createConfirmChannel(), receiving.createChannel()]);
  await sender.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await receiver.prefetch(2 * mostAtOnce);
  const gathering = new Gathering<ConsumeMessage>(async (batch) => {
    await land(batch.map(({ content }) => content.toString()));
    const last = batch.at(-1);
    if (last !== undefined) receiver.ack(last, true);
  });
  await receiver.consume(queue, (message) => {
    if (message !== null) gathering.add(message);
  });
  const publish = ({ body, attributes: headers }: BrokerMessage) =>
    new Promise<void>((resolve, reject) => {
      sender.sendToQueue(queue, Buffer.from(body), { persistent: true, headers }, (error: Error | null) =>
        error === null ? resolve() : reject(error),
      );
    });
  return {
    send: (messages) =>
      fromClients(batchesUnderWay * mostAtOnce, messages.length, async (n) => {
        const message = messages[n];
        if (message !== undefined) await publish(message);
      }),
    stop: async () => {
      await gathering.idle();
      await Promise.all([sending.close(), receiving.close()]);
    },
  };
};

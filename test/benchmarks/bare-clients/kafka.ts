import {
  Admin,
  Consumer,
  type Message,
  Producer,
  stringDeserializers,
  stringSerializers,
} from '@platformatic/kafka';
import { fromClients } from '../measuring/load.ts';
import { batchesUnderWay, inBatches, type OpenBareClient } from './bare-client.ts';
import { Gathering } from './gathering.ts';

type Text = Message<string, string, string, string>;

/** @platformatic/kafka: an idempotent producer, the stream of a consumer group, and a commit after each batch. */
export const openBareKafka: OpenBareClient = async (url, channel, land) => {
  const options = { clientId: channel, bootstrapBrokers: [new URL(url).host] };
  const admin = new Admin(options);
  await admin.createTopics({ topics: [channel], partitions: 1, replicas: 1 });
  await admin.close();
  const producer = new Producer({ ...options, idempotent: true, acks: -1, serializers: stringSerializers });
  const consumer = new Consumer({ ...options, groupId: channel, deserializers: stringDeserializers });
  const arriving = await consumer.consume({
    topics: [channel],
    autocommit: false,
    mode: 'committed',
    fallbackMode: 'earliest',
    maxWaitTime: 500,
  });
  const gathering = new Gathering<Text>(async (batch) => {
    await land(batch.map(({ value }) => value));
    await batch.at(-1)?.commit();
  });
  arriving.on('data', (message) => gathering.add(message));
  return {
    send: async (messages) => {
      const batches = inBatches(messages);
      await fromClients(batchesUnderWay, batches.length, async (n) => {
        await producer.send({
          messages: (batches[n] ?? []).map(({ key, body, attributes: headers }) => ({
            topic: channel,
            partition: 0,
            key,
            value: body,
            headers,
          })),
        });
      });
    },
    stop: async () => {
      await gathering.idle();
      await consumer.close(true);
      await producer.close();
    },
  };
};

import type { BrokerMessage } from '@boardwalk/messaging';
import {
  AckPolicy,
  DiscardPolicy,
  jetstream,
  jetstreamManager,
  type JsMsg,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { connect, headers, type MsgHdrs } from '@nats-io/transport-node';
import { fromClients } from '../measuring/load.ts';
import { batchesUnderWay, mostAtOnce, type OpenBareClient } from './bare-client.ts';
import { Gathering } from './gathering.ts';

/** The clients of NATS: a work queue in files, published to without waiting for each answer, and pulled from all the time. */
export const openBareJetStream: OpenBareClient = async (url, channel, land) => {
  const connection = await connect({ servers: new URL(url).host, noAsyncTraces: true });
  const manager = await jetstreamManager(connection);
  await manager.streams.add({
    name: channel,
    subjects: [channel],
    storage: StorageType.File,
    retention: RetentionPolicy.Workqueue,
    discard: DiscardPolicy.New,
  });
  await manager.consumers.add(channel, {
    durable_name: channel,
    ack_policy: AckPolicy.Explicit,
    max_ack_pending: 10 * mostAtOnce,
  });
  const client = jetstream(connection);
  const gathering = new Gathering<JsMsg>(async (batch) => {
    await land(batch.map((message) => message.string()));
    for (const message of batch) message.ack();
  });
  const consumer = await client.consumers.get(channel, channel);
  const arriving = await consumer.consume({ max_messages: 2 * mostAtOnce });
  const receive = async () => {
    for await (const message of arriving) gathering.add(message);
  };
  const receiving = receive();
  return {
    send: async (messages) => {
      await fromClients(batchesUnderWay * mostAtOnce, messages.length, async (n) => {
        const message = messages[n];
        if (message !== undefined) await client.publish(channel, message.body, withHeaders(message));
      });
    },
    stop: async () => {
      await arriving.close();
      await receiving;
      await gathering.idle();
      await connection.close();
    },
  };
};

function withHeaders({ attributes }: BrokerMessage): { readonly headers?: MsgHdrs } {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return {};
  const made = headers();
  for (const [name, value] of entries) made.set(name, value);
  return { headers: made };
}

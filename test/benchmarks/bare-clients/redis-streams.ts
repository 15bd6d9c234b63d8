import { Redis } from 'ioredis';
import { fromClients } from '../measuring/load.ts';
import { batchesUnderWay, inBatches, mostAtOnce, type OpenBareClient } from './bare-client.ts';

const group = 'bare';
/** Milliseconds that a read waits for something new. */
const waitMs = 200;

type Read = readonly [string, readonly [id: string, fields: readonly string[]][]][] | null;

/** ioredis: pipelines of XADD, a consumer group, XACK and XDEL. */
export const openBareRedisStreams: OpenBareClient = async (url, channel, land) => {
  const [sender, receiver] = [new Redis(url), new Redis(url)];
  await sender.xgroup('CREATE', channel, group, '0', 'MKSTREAM');
  let stopping = false;
  const receive = async () => {
    while (!stopping) {
      const read = (await receiver.xreadgroup(
        ...(['GROUP', group, 'one', 'COUNT', mostAtOnce] as const),
        ...(['BLOCK', waitMs, 'STREAMS', channel, '>'] as const),
      )) as Read;
      const entries = read?.[0]?.[1] ?? [];
      if (entries.length === 0) continue;
      await land(entries.map(([, [, body = '']]) => body));
      const ids = entries.map(([id]) => id);
      await receiver
        .multi()
        .xack(channel, group, ...ids)
        .xdel(channel, ...ids)
        .exec();
    }
  };
  const receiving = receive();
  return {
    send: async (messages) => {
      const batches = inBatches(messages);
      await fromClients(batchesUnderWay, batches.length, async (n) => {
        const pipeline = sender.pipeline();
        for (const { body, attributes } of batches[n] ?? [])
          pipeline.xadd(channel, '*', 'body', body, ...Object.entries(attributes).flat());
        for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error;
      });
    },
    stop: async () => {
      stopping = true;
      await receiving;
      sender.disconnect();
      receiver.disconnect();
    },
  };
};

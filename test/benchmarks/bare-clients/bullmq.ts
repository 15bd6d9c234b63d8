import { Queue, Worker } from 'bullmq';
import { fromClients } from '../measuring/load.ts';
import { batchesUnderWay, inBatches, mostAtOnce, type OpenBareClient } from './bare-client.ts';
import { Gathering } from './gathering.ts';

/** BullMQ: jobs are added in bulk, and as many run at once as may land together; what is done is removed. */
export const openBareBullmq: OpenBareClient = async (url, channel, land) => {
  const connection = { url, maxRetriesPerRequest: null };
  const queue = new Queue<string>(channel, { connection });
  const gathering = new Gathering<{ body: string; done: () => void }>(async (batch) => {
    await land(batch.map(({ body }) => body));
    for (const { done } of batch) done();
  });
  const worker = new Worker<string>(
    channel,
    (job) => new Promise<void>((done) => gathering.add({ body: job.data, done })),
    { connection, concurrency: mostAtOnce, removeOnComplete: { count: 0 } },
  );
  queue.on('error', (error) => console.error(error));
  worker.on('error', (error) => console.error(error));
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  return {
    send: async (messages) => {
      const batches = inBatches(messages);
      await fromClients(batchesUnderWay, batches.length, async (n) => {
        await queue.addBulk(
          (batches[n] ?? []).map(({ body, attributes }) => ({
            name: 'fact',
            data: body,
            opts: { telemetry: { metadata: JSON.stringify(attributes) } },
          })),
        );
      });
    },
    stop: async () => {
      await worker.close();
      await queue.close();
    },
  };
};

import { Queue, Worker } from 'bullmq';
import {
  type Contender,
  numberOf,
  type OnMessage,
  type Payload,
  payloadOf,
  payloadsOf,
  Tally,
} from './contender.ts';

interface BullSettings {
  readonly url: string;
  /** A hundred jobs at once instead of one. */
  readonly tuned: boolean;
  readonly name: string;
  readonly onMessage?: OnMessage;
}

/** BullMQ, as shipped or tuned. Finished jobs are removed, as they are in the others. */
export async function bullmq({ url, tuned, name, onMessage }: BullSettings): Promise<Contender> {
  const queueName = `consume-${tuned ? 'tuned' : 'shipped'}`;
  const connection = { url, maxRetriesPerRequest: null };
  const tally = new Tally();
  const queue = new Queue<Payload>(queueName, { connection });
  queue.on('error', (error) => console.error(error));
  const worker = new Worker<Payload>(
    queueName,
    async ({ data }) => {
      const n = numberOf(data);
      tally.add(n);
      onMessage?.(n);
    },
    { connection, concurrency: tuned ? 100 : 1 },
  );
  worker.on('error', (error) => console.error(error));
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  const options = { removeOnComplete: true };
  return {
    name,
    publish: async (n) => {
      await queue.add('consume', payloadOf(n), options);
    },
    publishBatch: async (first, size) => {
      await queue.addBulk(payloadsOf(first, size).map((data) => ({ name: 'consume', data, opts: options })));
    },
    consumed: (count) => tally.reached(count),
    reset: () => tally.reset(),
    pause: () => worker.pause(),
    resume: async () => worker.resume(),
    stop: async () => {
      await worker.close();
      await queue.close();
    },
  };
}

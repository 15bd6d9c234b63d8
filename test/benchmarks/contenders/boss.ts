import { prepared } from '@boardwalk/persistence';
import { PgBoss, type WorkOptions } from 'pg-boss';
import {
  numberOf,
  type OnMessage,
  type Payload,
  payloadOf,
  payloadsOf,
  selectWork,
  Tally,
  type TransactionalContender,
  updateWork,
  workRows,
} from './contender.ts';
import { poolOf } from './pool.ts';

const queue = 'consume';

interface BossSettings {
  /**
   * For `throughput`, four workers that take batches of 500 at its shortest polling interval and at once while batches are full;
   * for `latency`, it is woken by NOTIFY. False: as shipped, one job per poll of two seconds.
   */
  readonly tuned: false | 'throughput' | 'latency';
  readonly onMessage?: OnMessage;
}

/** pg-boss, as shipped or tuned. */
export async function pgBoss(
  url: string,
  { tuned, onMessage }: BossSettings,
): Promise<TransactionalContender> {
  const pool = poolOf(url, { max: 10 });
  const notify = tuned === 'latency';
  const boss = new PgBoss({ connectionString: url, max: 10, useListenNotify: notify });
  boss.on('error', (error) => console.error(error));
  await boss.start();
  await boss.createQueue(queue, { notify });
  const tally = new Tally();
  const polls: WorkOptions =
    tuned === false ? {} : { batchSize: 500, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true };
  const work = async () => {
    for (let worker = 0; worker < (tuned === 'throughput' ? 4 : 1); worker += 1) {
      await boss.work<Payload>(queue, polls, async (jobs) => {
        for (const { data } of jobs) {
          const n = numberOf(data);
          tally.add(n);
          onMessage?.(n);
        }
      });
    }
  };
  await work();
  return {
    name: tuned === false ? 'pg-boss' : 'pg-boss, tuned',
    publish: async (n) => {
      await boss.send(queue, payloadOf(n));
    },
    publishBatch: async (first, size) => {
      await boss.insert(
        queue,
        payloadsOf(first, size).map((data) => ({ data })),
      );
    },
    publishWithWork: async (n) => {
      const client = await pool.connect();
      const id = [n % workRows];
      await client.query('BEGIN');
      await client.query(prepared(selectWork, id));
      await client.query(prepared(updateWork, id));
      await boss.send(queue, payloadOf(n), {
        db: { executeSql: (text, values) => client.query(text, values) },
      });
      await client.query('COMMIT');
      client.release();
    },
    consumed: (count) => tally.reached(count),
    reset: () => tally.reset(),
    pause: () => boss.offWork(queue),
    resume: work,
    stop: async () => {
      await boss.stop({ graceful: false });
      await pool.end();
    },
  };
}

import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { prepared } from '@boardwalk/persistence';
import { type Contender, payload, selectWork, Tally, updateWork, workRows } from './contender.ts';

const queue = 'consume';

/** pg-boss. Tuned: batches of 500 at its shortest polling interval. */
export async function pgBoss(url: string, tuned: boolean): Promise<Contender> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const boss = new PgBoss({ connectionString: url, max: 10 });
  boss.on('error', (error) => console.error(error));
  await boss.start();
  await boss.createQueue(queue);
  const tally = new Tally();
  const settings = tuned ? { batchSize: 500, pollingIntervalSeconds: 0.5 } : {};
  for (let worker = 0; worker < (tuned ? 4 : 1); worker += 1) {
    await boss.work(queue, settings, async (jobs) => tally.add(jobs.length));
  }
  return {
    name: tuned ? 'pg-boss, tuned' : 'pg-boss',
    publish: async () => {
      await boss.send(queue, payload);
    },
    publishWithWork: async (n) => {
      const client = await pool.connect();
      const id = [n % workRows];
      await client.query('BEGIN');
      await client.query(prepared(selectWork, id));
      await client.query(prepared(updateWork, id));
      await boss.send(queue, payload, { db: { executeSql: (text, values) => client.query(text, values) } });
      await client.query('COMMIT');
      client.release();
    },
    consumed: (count) => tally.reached(count),
    reset: () => tally.reset(),
    stop: async () => {
      await boss.stop({ graceful: false });
      await pool.end();
    },
  };
}

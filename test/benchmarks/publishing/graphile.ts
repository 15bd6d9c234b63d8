import { Logger, run, runMigrations, type Runner } from 'graphile-worker';
import pg from 'pg';
import { prepared } from '@boardwalk/persistence';
import { type Contender, payload, selectWork, Tally, updateWork, workRows } from './contender.ts';

const addJob = "SELECT graphile_worker.add_job('consume', $1::json)";

/** graphile-worker. Tuned: local queue, batched completion, as its performance page advises. */
export async function graphile(url: string, tuned: boolean): Promise<Contender> {
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  pool.on('error', (error) => console.error(error));
  pool.on('connect', (client) => client.on('error', (error) => console.error(error)));
  const logger = new Logger(() => () => undefined);
  await runMigrations({ pgPool: pool, logger });
  const tally = new Tally();
  const data = JSON.stringify(payload);
  const runner: Runner = await run({
    pgPool: pool,
    logger,
    concurrency: 8,
    noHandleSignals: true,
    pollInterval: 500,
    taskList: { consume: () => tally.add() },
    ...(tuned
      ? {
          preset: {
            worker: {
              concurrentJobs: 24,
              localQueue: { size: 500, refetchDelay: { durationMs: 10 } },
              completeJobBatchDelay: 0,
              failJobBatchDelay: 0,
            },
          },
        }
      : {}),
  });
  return {
    name: tuned ? 'graphile-worker, tuned' : 'graphile-worker',
    publish: async () => {
      await pool.query(prepared(addJob, [data]));
    },
    publishWithWork: async (n) => {
      const client = await pool.connect();
      const id = [n % workRows];
      await client.query('BEGIN');
      await client.query(prepared(selectWork, id));
      await client.query(prepared(updateWork, id));
      await client.query(prepared(addJob, [data]));
      await client.query('COMMIT');
      client.release();
    },
    consumed: (count) => tally.reached(count),
    reset: () => tally.reset(),
    stop: async () => {
      await runner.stop();
      await pool.end();
    },
  };
}

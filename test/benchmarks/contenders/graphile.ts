import { prepared } from '@boardwalk/persistence';
import { Logger, run, type Runner, type RunnerOptions, runMigrations } from 'graphile-worker';
import type pg from 'pg';
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

const addJob = "SELECT graphile_worker.add_job('consume', $1::json)";
/** The statement of its own `addJobs`. */
const addJobs = `SELECT count(*) FROM graphile_worker.add_jobs(
  array(SELECT json_populate_recordset(null::graphile_worker.job_spec, $1::json)), false)`;

interface GraphileSettings {
  /** Local queue and batched completion, as its performance page advises. */
  readonly tuned: boolean;
  /** How many consumers each message has: a job each. */
  readonly consumers?: number;
  readonly onMessage?: OnMessage;
}

const tunedPreset: RunnerOptions['preset'] = {
  worker: {
    concurrentJobs: 24,
    localQueue: { size: 500, refetchDelay: { durationMs: 10 } },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
  },
};

/** graphile-worker, as shipped or tuned. */
export async function graphile(
  url: string,
  { tuned, consumers = 1, onMessage }: GraphileSettings,
): Promise<TransactionalContender> {
  const pool = poolOf(url, { max: 20 });
  const logger = new Logger(() => () => undefined);
  await runMigrations({ pgPool: pool, logger });
  const tally = new Tally(consumers);
  const consume = (payload: unknown) => {
    const n = numberOf(payload as Payload);
    tally.add(n);
    onMessage?.(n);
  };
  const start = () =>
    run({
      pgPool: pool,
      logger,
      concurrency: 8,
      noHandleSignals: true,
      pollInterval: 500,
      taskList: { consume },
      ...(tuned && tunedPreset !== undefined && { preset: tunedPreset }),
    });
  let runner: Runner | undefined = await start();

  const specsOf = (first: number, size: number) =>
    JSON.stringify(
      payloadsOf(first, size).flatMap((payload) =>
        Array.from({ length: consumers }, () => ({ identifier: 'consume', payload })),
      ),
    );
  const inTransaction = async (work: (client: pg.PoolClient) => Promise<void>) => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await work(client);
    await client.query('COMMIT');
    client.release();
  };

  return {
    name: tuned ? 'graphile-worker, tuned' : 'graphile-worker',
    publish: async (n) => {
      const data = JSON.stringify(payloadOf(n));
      if (consumers === 1) await pool.query(prepared(addJob, [data]));
      else if (tuned) await pool.query(prepared(addJobs, [specsOf(n, 1)]));
      else {
        await inTransaction(async (client) => {
          for (let copy = 0; copy < consumers; copy += 1) await client.query(prepared(addJob, [data]));
        });
      }
    },
    publishBatch: async (first, size) => {
      await pool.query(prepared(addJobs, [specsOf(first, size)]));
    },
    publishWithWork: (n) =>
      inTransaction(async (client) => {
        const id = [n % workRows];
        await client.query(prepared(selectWork, id));
        await client.query(prepared(updateWork, id));
        await client.query(prepared(addJob, [JSON.stringify(payloadOf(n))]));
      }),
    consumed: (count) => tally.reached(count),
    reset: () => tally.reset(),
    pause: async () => {
      await runner?.stop();
      runner = undefined;
    },
    resume: async () => {
      runner = await start();
    },
    stop: async () => {
      await runner?.stop();
      await pool.end();
    },
  };
}

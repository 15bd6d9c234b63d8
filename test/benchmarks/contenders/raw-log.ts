import { prepared } from '@boardwalk/persistence';
import type pg from 'pg';
import {
  type Payload,
  payloadOf,
  payloadsOf,
  selectWork,
  type TransactionalContender,
  updateWork,
  workRows,
} from './contender.ts';
import { poolOf } from './pool.ts';

const insert = 'INSERT INTO raw_log (data) VALUES ($1)';
const insertMany = 'INSERT INTO raw_log (data) SELECT unnest($1::text[])';
const batchSize = 500;

interface RawSettings {
  /** One transaction per message instead of one per batch. */
  readonly singly?: boolean;
}

/**
 * The limit: one insert, and a cursor that moves in a transaction per batch; messages are parsed, nothing else. It may lose
 * messages (a row that commits late lies behind the cursor); it shows what PostgreSQL and the driver allow.
 */
export async function rawLog(
  url: string,
  { singly = false }: RawSettings = {},
): Promise<TransactionalContender> {
  const pool = poolOf(url, { max: 10, pipeline: true } as pg.PoolConfig);
  await pool.query(
    'CREATE TABLE raw_log (pos bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, data text NOT NULL)',
  );
  await pool.query('CREATE TABLE raw_cursor (pos bigint NOT NULL); INSERT INTO raw_cursor VALUES (0)');
  let wake: (() => void) | undefined;
  let news = false;
  let stopping = false;
  let cursor = 0;
  let bytes = 0;

  const moveTo = async (pos: number) => {
    await pool.query(prepared('UPDATE raw_cursor SET pos = $1', [pos]));
    cursor = pos;
  };
  const read = async () => {
    while (!stopping) {
      news = false;
      const { rows } = await pool.query<{ pos: string; data: string }>(
        prepared(`SELECT pos, data FROM raw_log WHERE pos > $1 ORDER BY pos LIMIT ${batchSize}`, [cursor]),
      );
      for (const { pos, data } of rows) {
        bytes += (JSON.parse(data) as Payload).version.length;
        if (singly) await moveTo(Number(pos));
      }
      const last = rows.at(-1);
      if (last !== undefined && !singly) await moveTo(Number(last.pos));
      if (last === undefined && !news) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  };
  let reading = read();
  const wakeUp = () => {
    news = true;
    wake?.();
  };

  return {
    name: 'raw log + cursor',
    publish: async (n) => {
      await pool.query(prepared(insert, [JSON.stringify(payloadOf(n))]));
      wakeUp();
    },
    publishBatch: async (first, size) => {
      await pool.query(prepared(insertMany, [payloadsOf(first, size).map((each) => JSON.stringify(each))]));
      wakeUp();
    },
    publishWithWork: async (n) => {
      const client = await pool.connect();
      const id = [n % workRows];
      const begun = client.query('BEGIN');
      await client.query(prepared(selectWork, id));
      await client.query(prepared(updateWork, id));
      const inserted = client.query(prepared(insert, [JSON.stringify(payloadOf(n))]));
      await Promise.all([begun, inserted, client.query('COMMIT')]);
      client.release();
      wakeUp();
    },
    // Not by counting: what committed behind the cursor is lost here.
    consumed: async () => {
      const { rows } = await pool.query<{ pos: string }>('SELECT max(pos) AS pos FROM raw_log');
      while (cursor < Number(rows[0]?.pos)) {
        wakeUp();
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (bytes === 0) throw new Error('The raw log has read nothing.');
    },
    reset: () => undefined,
    pause: async () => {
      stopping = true;
      wakeUp();
      await reading;
    },
    resume: async () => {
      stopping = false;
      reading = read();
    },
    stop: async () => {
      stopping = true;
      wakeUp();
      await reading;
      await pool.end();
    },
  };
}

import { prepared } from '@boardwalk/persistence';
import pg from 'pg';
import { type Contender, payload, selectWork, updateWork, workRows } from './contender.ts';

const insert = 'INSERT INTO raw_log (data) VALUES ($1)';

/**
 * The limit: one insert and a cursor, nothing else. It may lose facts (a row that commits late lies behind the cursor); it
 * shows what PostgreSQL and the driver allow.
 */
export async function rawLog(url: string): Promise<Contender> {
  const pool = new pg.Pool({ connectionString: url, max: 10, pipeline: true } as pg.PoolConfig);
  await pool.query(
    'CREATE TABLE raw_log (pos bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, data text NOT NULL)',
  );
  await pool.query('CREATE TABLE raw_cursor (pos bigint NOT NULL); INSERT INTO raw_cursor VALUES (0)');
  let wake: (() => void) | undefined;
  let stopping = false;
  let cursor = 0;
  const data = JSON.stringify(payload);

  const read = async () => {
    while (!stopping) {
      const { rows } = await pool.query<{ pos: string }>(
        prepared('SELECT pos, data FROM raw_log WHERE pos > $1 ORDER BY pos LIMIT 500', [cursor]),
      );
      const last = rows.at(-1);
      if (last === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      cursor = Number(last.pos);
      await pool.query(prepared('UPDATE raw_cursor SET pos = $1', [cursor]));
    }
  };
  const reading = read();
  const wakeUp = () => wake?.();

  return {
    name: 'raw log + cursor',
    publish: async () => {
      await pool.query(prepared(insert, [data]));
      wakeUp();
    },
    publishWithWork: async (n) => {
      const client = await pool.connect();
      const id = [n % workRows];
      const begun = client.query('BEGIN');
      await client.query(prepared(selectWork, id));
      await client.query(prepared(updateWork, id));
      const ended = [begun, client.query(prepared(insert, [data])), client.query('COMMIT')];
      await Promise.all(ended);
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
    },
    reset: () => undefined,
    stop: async () => {
      stopping = true;
      wakeUp();
      await reading;
      await pool.end();
    },
  };
}

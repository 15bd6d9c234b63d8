import type pg from 'pg';
import {
  BATCH,
  FACT_COLUMNS,
  READ_COLUMNS,
  seen,
  type Deliver,
  type FactRow,
  type ReadingScheme,
} from '../scheme.ts';

/** A queue: three relays take what no other holds, deliver it, delete it. */
export const skipLocked: ReadingScheme = {
  name: 'FOR UPDATE SKIP LOCKED, 3 relays',
  connections: 3,
  async setUp(client) {
    await client.query(`
      create schema messaging;
      create table messaging.facts (pos bigint generated always as identity (cache 1) primary key, ${FACT_COLUMNS})`);
  },
  readers: (clients, deliver) => clients.map((client) => ({ read: () => relay(client, deliver) })),
};

async function relay(client: pg.Client, deliver: Deliver): Promise<number> {
  await client.query('begin');
  const { rows } = await client.query<FactRow & { pos: string }>({
    name: 'take',
    text: `select pos, ${READ_COLUMNS}
           from messaging.facts order by pos limit ${BATCH} for update skip locked`,
  });
  if (rows.length > 0) {
    await deliver(seen(rows));
    await client.query({
      name: 'done',
      text: 'delete from messaging.facts where pos = any($1::bigint[])',
      values: [rows.map((row) => row.pos)],
    });
  }
  await client.query('commit');
  return rows.length;
}

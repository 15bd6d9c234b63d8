import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { BATCH, seen, type Deliver, type FactRow, type ReadingScheme } from '../scheme.ts';

const migrations = join(import.meta.dirname, '../../../../shared/infrastructure/messaging/migrations');

/** The tables, `tick()` and `facts_after()` as the product creates them, as far as the files are wanted. */
function log(isWanted: (file: string) => boolean): string {
  const files = readdirSync(migrations).filter((file) => file.endsWith('.sql') && isWanted(file));
  return `
  create schema messaging;
  set search_path = messaging;
  ${files
    .sort()
    .map((file) => readFileSync(join(migrations, file), 'utf8'))
    .join('\n')}
  reset search_path;`;
}

export const THE_LOG = log(() => true);

/** The same in one table, before it had partitions. */
export const THE_LOG_WHOLE = log((file) => file.startsWith('0001'));

/** Snapshot windows: a tick keeps what had committed; a reader takes window after window. Three tickers compete. */
export const windows: ReadingScheme = {
  name: 'snapshot windows',
  connections: 3,
  async setUp(client) {
    await client.query(THE_LOG);
  },
  readers(clients, deliver) {
    return clients.map((client, index) =>
      index === 0 ? followWindows(client, deliver) : { read: () => tick(client).then(() => 0) },
    );
  },
};

async function tick(client: pg.Client): Promise<void> {
  await client.query({ name: 'tick', text: 'select messaging.tick()' });
}

function followWindows(client: pg.Client, deliver: Deliver) {
  let after = { tick: '0', pos: '0' };
  return {
    async read(): Promise<number> {
      const next = () =>
        client.query<FactRow & { tick: string; pos: string }>({
          name: 'read',
          text: `select * from messaging.facts_after($1, $2, ${BATCH})`,
          values: [after.tick, after.pos],
        });
      let { rows } = await next();
      if (rows.length === 0) {
        await tick(client);
        ({ rows } = await next());
      }
      const last = rows.at(-1);
      if (last === undefined) return 0;
      await deliver(seen(rows));
      after = { tick: last.tick, pos: last.pos };
      return rows.length;
    },
  };
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogReader, type LogRow, Readers, Retention } from '@boardwalk/messaging';
import { Pools } from '@boardwalk/persistence';
import { SeededRandomness, testDatabase, type TestDatabase, VirtualClock } from '@boardwalk/testing';
import { Client, type Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const day = 86_400_000;
const migrations = join(import.meta.dirname, '../../shared/infrastructure/messaging/migrations');

let database: TestDatabase;
let pools: Pools;
let pool: Pool;
let clock: VirtualClock;
const clients: Client[] = [];

beforeEach(async () => {
  database = await testDatabase('retention');
  pools = new Pools({ url: database.url, size: 6, applicationName: 'retention' });
  pool = pools.main;
  clock = new VirtualClock(new Date());
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
  await pools.end();
  await database.drop();
});

async function session(): Promise<Client> {
  const client = new Client({ connectionString: database.url });
  clients.push(client);
  await client.connect();
  return client;
}

async function migrate(client: Client, belongs: (file: string) => boolean): Promise<void> {
  await client.query('SET search_path TO messaging');
  for (const file of readdirSync(migrations).filter(belongs).sort())
    await client.query(readFileSync(join(migrations, file), 'utf8'));
  await client.query('RESET search_path');
}

const insert = (client: Client, key: string, versions: readonly number[]) =>
  client.query(
    `INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data)
     SELECT gen_random_uuid(), 't', 's', $1, now(), '{}', version FROM unnest($2::text[]) WITH ORDINALITY v (version, place)
     ORDER BY place`,
    [key, versions.map(String)],
  );

/** Every read, from the beginning, with small batches so that windows and partitions are entered in the middle. */
async function readAll(client: Client): Promise<{ key: string; data: string; pos: number }[]> {
  const found: { key: string; data: string; pos: number }[] = [];
  for (let tick = '0', pos = '0'; ; ) {
    const { rows } = await client.query<{ tick: string; pos: string; key: string; data: string }>(
      'SELECT tick, pos, key, data FROM messaging.facts_after($1, $2, 7)',
      [tick, pos],
    );
    const last = rows.at(-1);
    if (last === undefined) return found;
    found.push(...rows.map((row) => ({ key: row.key, data: row.data, pos: Number(row.pos) })));
    ({ tick, pos } = last);
  }
}

describe('a log that was written before it had partitions', () => {
  it('becomes the first one, with every fact at its place and a transaction under way among them', async () => {
    const client = await session();
    await client.query('CREATE SCHEMA messaging');
    await migrate(client, (file) => file < '0004');
    const tick = () => client.query('SELECT messaging.tick()');
    for (let n = 0; n < 20; n += 1) {
      await insert(client, `k${n % 3}`, [2 * n, 2 * n + 1]);
      if (n % 4 === 0) await tick();
    }
    const before = await readAll(client);
    const other = await session();
    await other.query('BEGIN');
    await insert(other, 'late', [100]);
    await tick();
    const migrated = migrate(client, (file) => file >= '0004');
    await other.query('COMMIT');
    await migrated;
    await insert(other, 'k0', [101]);
    await tick();
    const after = await readAll(client);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.map(({ data }) => Number(data)).sort((a, b) => a - b)).toEqual([
      ...Array.from({ length: 40 }, (_, n) => n),
      100,
      101,
    ]);
    const { rows } = await client.query<{ tables: string[]; low: string; high: string }>(
      `SELECT array_agg(DISTINCT tableoid::regclass::text) AS tables, min(pos) AS low, max(pos) AS high FROM messaging.facts`,
    );
    expect(rows).toEqual([{ tables: ['messaging.facts_0'], low: '1', high: '42' }]);
    await new Retention(pool, clock, 35).maintain();
    const partitions = await client.query('SELECT number, state FROM messaging.partitions ORDER BY number');
    expect(partitions.rows).toEqual([
      { number: 0, state: 'open' },
      { number: 1, state: 'spare' },
    ]);
  });
});

describe('partitions that are opened, closed and dropped among hostile writers', () => {
  const writers = 6;
  const rounds = 60;
  const consumer = '00000000-0000-4000-8000-000000000001';

  it('lose nothing, repeat nothing and keep the order of each key', { timeout: 60_000 }, async () => {
    const administrator = await session();
    await administrator.query('CREATE SCHEMA messaging');
    await migrate(administrator, () => true);
    await administrator.query('CREATE TABLE keys (key text PRIMARY KEY, version int NOT NULL)');
    await administrator.query(`INSERT INTO keys SELECT 'k' || n, 0 FROM generate_series(0, 4) n`);
    const reader = new LogReader(pool);
    // Cursors of this log are in another database.
    const readers = new Readers(pool, clock);
    const retention = new Retention(pool, clock, 35);
    const rival = new Retention(pool, clock, 35);

    let writing = writers;
    const write = async (seed: number) => {
      const random = new SeededRandomness(seed);
      const client = await session();
      for (let round = 0; round < rounds; round += 1) {
        await client.query('BEGIN');
        if (random.fraction() < 0.5) await client.query('SELECT pg_current_xact_id()');
        // Somebody who took positions and begins again, behind whatever happened meanwhile.
        if (random.fraction() < 0.2) {
          await client.query('SAVEPOINT s');
          await insert(client, 'nobody', [0, 0]);
          await client.query('ROLLBACK TO s');
        }
        const key = `k${Math.floor(random.fraction() * 5)}`;
        const { rows } = await client.query<{ version: number }>(
          'UPDATE keys SET version = version + 2 WHERE key = $1 RETURNING version',
          [key],
        );
        const version = rows[0]?.version ?? 0;
        await insert(client, key, [version - 1, version]);
        if (random.fraction() < 0.3) await client.query('SELECT pg_sleep(0.01)');
        await client.query(random.fraction() < 0.2 ? 'ROLLBACK' : 'COMMIT');
      }
      writing -= 1;
    };

    const seen: LogRow[] = [];
    let cursor = { tick: 0, pos: 0 };
    const follow = async () => {
      await readers.report(consumer, [{ subscription: 'all', bucket: 0, cursor }]);
      for (let ended = false; !ended; ) {
        ended = writing === 0;
        await pool.query('SELECT messaging.tick()');
        reader.grew();
        const rows = await reader.read(cursor);
        seen.push(...rows);
        const last = rows.at(-1);
        if (last === undefined) continue;
        ended = false;
        cursor = { tick: last.tick, pos: last.pos };
        if (seen.length % 3 === 0)
          await readers.report(consumer, [{ subscription: 'all', bucket: 0, cursor }]);
      }
      await readers.report(consumer, [{ subscription: 'all', bucket: 0, cursor }]);
    };
    const maintain = async () => {
      while (writing > 0) {
        clock.advance(20 * day);
        await Promise.all([retention.maintain(), rival.maintain()]);
      }
    };

    await Promise.all([...Array.from({ length: writers }, (_, n) => write(n + 1)), follow(), maintain()]);

    const { rows: keys } = await administrator.query<{ key: string; version: number }>('SELECT * FROM keys');
    const versions = Map.groupBy(seen, ({ key }) => key);
    for (const { key, version } of keys) {
      expect(versions.get(key)?.map(({ data }) => Number(data)) ?? [], key).toEqual(
        Array.from({ length: version }, (_, n) => n + 1),
      );
    }
    expect(versions.has('nobody')).toBe(false);
    await retention.maintain();
    const { rows } = await administrator.query<{ first: number; last: number; dropped: boolean }>(
      `SELECT min(number) AS first, max(number) AS last, (SELECT pruned_tick > 0 FROM messaging.log) AS dropped FROM messaging.partitions`,
    );
    expect(rows[0]?.dropped).toBe(true);
    expect(rows[0]?.first, 'partitions dropped').toBeGreaterThan(2);
    // What is left is read whole by one who comes now.
    const left = await administrator.query<{ count: string }>('SELECT count(*) FROM messaging.facts');
    expect((await readAll(administrator)).length).toBe(Number(left.rows[0]?.count));
  });
});

import { LogReader, Readers, ReplayRefusedError, Replays, Retention } from '@boardwalk/messaging';
import { UnitsOfWork } from '@boardwalk/persistence';
import { World } from '@boardwalk/testing';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectionLost, interceptQueries } from './intercepted-queries.js';
import { behaveWell, behaviour, extensionPublished, ProbeModule } from './probe.js';

const day = 86_400_000;
const foreign = '00000000-0000-4000-8000-000000000001';

let world: World;
let retention: Retention;
const clients: Client[] = [];

beforeEach(async () => {
  behaveWell();
  published = 0;
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
  retention = world.app.get(Retention);
  await retention.maintain();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(clients.splice(0).map((client) => client.end()));
  await world.stop();
});

async function session(): Promise<Client> {
  const client = new Client({ connectionString: world.database.url });
  clients.push(client);
  await client.connect();
  return client;
}

const insert = (client: Client, key: string) =>
  client.query(
    `INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data)
     SELECT gen_random_uuid(), type, source, $1, occurred_at, headers, data FROM messaging.facts LIMIT 1`,
    [key],
  );

/** Days go by, and the log is looked after once. */
async function after(days: number): Promise<void> {
  world.clock.advance(days * day);
  await retention.maintain();
}

let published = 0;
/** The database records by a clock of its own, which here follows the world's. */
async function publish(): Promise<void> {
  published += 1;
  await world.publish(extensionPublished('a', `2026.06.01.${published}`));
  await world.rows(
    'UPDATE messaging.facts SET recorded_at = $1 WHERE pos = (SELECT max(pos) FROM messaging.facts)',
    [world.clock.now()],
  );
}

const partitions = async () =>
  (
    await world.rows<{ line: string }>(
      `SELECT number || ' ' || state AS line FROM messaging.partitions ORDER BY number`,
    )
  ).map(({ line }) => line);
const tables = async () =>
  (
    await world.rows<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'messaging'::regnamespace AND relkind = 'r'
       AND relname ~ '^facts_\\d+$' ORDER BY 1`,
    )
  ).map(({ name }) => name);
const effects = async () =>
  (await world.rows<{ detail: string }>('SELECT detail FROM probe.effects ORDER BY place')).map(
    ({ detail }) => detail,
  );
const removed = (database: string, name: string) =>
  world.app.get(UnitsOfWork).run((unit) => world.app.get(Readers).remove(database, name, unit));
const everything = (first = 1) =>
  Array.from({ length: published - first + 1 }, (_, n) => `2026.06.01.${first + n}`);

describe('the log', () => {
  it('goes on in another partition when the first fact of the open one is old, and nobody notices', async () => {
    await publish();
    await after(4);
    expect(await partitions()).toEqual(['0 open', '1 spare']);
    await publish();
    await after(2);
    await publish();
    expect(await partitions()).toEqual(['0 closed', '1 open', '2 spare']);
    await world.drain();
    expect(await effects()).toEqual(everything());
    expect(
      await world.rows('SELECT pos / 100000000000 AS partition FROM messaging.facts ORDER BY pos'),
    ).toEqual([{ partition: '0' }, { partition: '0' }, { partition: '1' }]);
    await retention.maintain();
    expect(await partitions()).toEqual(['0 sealed', '1 open', '2 spare']);
  });

  it('stays where it is while nothing is written', async () => {
    for (let weeks = 0; weeks < 10; weeks += 1) await after(7);
    expect(await partitions()).toEqual(['0 open', '1 spare']);
  });

  it('drops what is old and what everybody has read, with its windows and the memory of its deliveries', async () => {
    const failing = new Set(['2026.06.01.1']);
    behaviour.fail = (detail) => (failing.has(detail) ? new Error('not yet') : undefined);
    await publish();
    await world.drain();
    await after(6);
    failing.clear();
    failing.add('2026.06.01.2');
    await publish();
    await world.drain();
    failing.clear();
    world.clock.advance(1_000);
    await world.drain();
    await after(34);
    expect(await partitions()).toEqual(['0 sealed', '1 sealed', '2 open', '3 spare']);
    expect(await world.rows('SELECT state FROM messaging.deliveries')).toEqual([
      { state: 'done' },
      { state: 'done' },
    ]);
    await after(2);
    expect(await partitions()).toEqual(['1 sealed', '2 open', '3 spare']);
    expect(await tables()).toEqual(['facts_1', 'facts_2', 'facts_3']);
    expect(await world.rows('SELECT tick::int FROM messaging.ticks ORDER BY tick')).toEqual([
      { tick: 1 },
      { tick: 2 },
    ]);
    expect(await world.rows('SELECT state FROM messaging.deliveries')).toEqual([{ state: 'done' }]);
    await publish();
    await world.drain();
    expect(await effects()).toEqual(everything());
  });

  it('keeps at most nine partitions for its retention, however long it is used', async () => {
    for (let days = 0; days < 120; days += 1) {
      await publish();
      await world.drain();
      await after(1);
      expect((await tables()).length).toBeLessThanOrEqual(10);
    }
    expect(await effects()).toEqual(everything());
    const [kept] = await world.rows<{ oldest: Date }>(
      'SELECT min(recorded_at) AS oldest FROM messaging.facts',
    );
    const age = (world.clock.now().getTime() - (kept?.oldest.getTime() ?? 0)) / day;
    expect(age).toBeGreaterThanOrEqual(35);
    expect(age).toBeLessThanOrEqual(42);
  }, 60_000);
});

describe('a partition', () => {
  it('is not written to while a session may not know of it', async () => {
    await publish();
    await after(6); // closes the first; the spare of the second is attached below
    await publish();
    const old = await session();
    await world.rows('DROP TABLE messaging.facts_2');
    await world.rows('DELETE FROM messaging.partitions WHERE number = 2');
    await old.query('BEGIN; SELECT FROM messaging.facts LIMIT 0');
    await after(6);
    await after(6);
    expect(await partitions()).toEqual(['0 closed', '1 open', '2 attached']);
    await old.query('COMMIT');
    await retention.maintain();
    expect(await partitions()).toEqual(['0 closed', '1 closed', '2 open', '3 spare']);
  });

  it('waits for a transaction that began before it was closed, with a tick in between, and loses nothing of it', async () => {
    await publish();
    const late = await session();
    await late.query('BEGIN');
    await insert(late, 'late');
    await after(6);
    await publish();
    await world.drain();
    await insert(late, 'late');
    await after(60);
    expect(await partitions()).toEqual(['0 closed', '1 open', '2 attached']);
    await late.query('COMMIT');
    await retention.maintain();
    // No tick has shown it yet.
    expect(await partitions()).toEqual(['0 closed', '1 closed', '2 open', '3 spare']);
    await world.drain();
    expect((await effects()).length).toBe(4);
    await retention.maintain();
    expect(await partitions()).toEqual(['1 sealed', '2 open', '3 spare']);
    expect(await tables()).toEqual(['facts_1', 'facts_2', 'facts_3']);
  });

  it('is kept for one who took nothing but a lock before it was closed', async () => {
    await publish();
    const slow = await session();
    await slow.query('BEGIN; LOCK TABLE messaging.facts IN ROW EXCLUSIVE MODE');
    await after(6);
    await world.drain();
    await after(60);
    expect(await partitions()).toContain('0 closed');
    expect(await retention.overdue()).toMatchObject([
      { name: 'messaging.facts_0', readers: [], users: [expect.any(Number)] },
    ]);
    await slow.query('ROLLBACK');
    await retention.maintain();
    expect(await tables()).not.toContain('facts_0');
  });

  it('is dropped without holding up writers or readers, and later if somebody still reads it', async () => {
    await publish();
    await world.drain();
    await after(6);
    const reader = await session();
    await reader.query('BEGIN; SELECT FROM messaging.facts LIMIT 1');
    await after(36);
    expect(await partitions()).toContain('0 dropping');
    await publish();
    await world.drain();
    expect(await effects()).toEqual(everything());
    await reader.query('COMMIT');
    await retention.maintain();
    expect(await tables()).not.toContain('facts_0');
  });
});

describe('nothing is dropped', () => {
  beforeEach(async () => {
    await publish();
    await world.drain();
  });

  it('that a paused or abandoned subscription has not read', async () => {
    await world.rows(
      `INSERT INTO messaging.subscriptions (name, log, bucket, buckets, tick, pos, paused_at)
       SELECT 'gone.away', id, bucket, 2, bucket, bucket, now() FROM messaging.log, generate_series(0, 1) AS bucket`,
    );
    await after(6);
    await after(100);
    expect(await partitions()).toContain('0 sealed');
    const log = await world.app.get(LogReader).logId();
    expect((await retention.overdue())[0]?.readers).toEqual([
      { database: log, subscription: 'gone.away', cursor: { tick: 0, pos: 0 }, reportedAt: null },
    ]);
    await expect(removed(log, 'probe.scores')).rejects.toThrow(
      'probe.scores is still read: Its consumers are part of world.',
    );
    expect(await removed(log, 'gone.away')).not.toBeNull();
    await retention.maintain();
    expect(await tables()).not.toContain('facts_0');
  });

  it('that a reader in another database has not read, even if it is silent', async () => {
    const readers = world.app.get(Readers);
    const at = (tick: number, pos: number) => [
      { subscription: 'far.away', bucket: 0, cursor: { tick, pos } },
    ];
    expect(await readers.report(foreign, at(0, 0))).toEqual({ tick: 0, pos: 0 });
    await after(6);
    await after(100);
    expect(await partitions()).toContain('0 sealed');
    expect(await readers.list()).toContainEqual({
      database: foreign,
      subscription: 'far.away',
      cursor: { tick: 0, pos: 0 },
      reportedAt: new Date(world.clock.now().getTime() - 106 * day),
    });
    await readers.report(foreign, at(1, 1));
    await retention.maintain();
    expect(await tables()).not.toContain('facts_0');
    // Its database was restored from an old backup.
    await expect(readers.report(foreign, at(0, 1))).rejects.toThrow(
      'far.away stands at 0-1, but the log is kept only after 1-1, so it would miss facts.',
    );
    expect((await readers.list()).find(({ database }) => database === foreign)?.cursor).toEqual({
      tick: 1,
      pos: 1,
    });
    await readers.report(foreign, at(0, 0));
    expect(await removed(foreign, 'far.away')).not.toBeNull();
    expect(await removed(foreign, 'far.away')).toBeNull();
  });

  it('that a replay reads, and one that would miss something is refused', async () => {
    const replays = world.app.get(Replays);
    const from = (tick: number, pos: number) =>
      replays.start({ subscription: 'probe.extension-published', mode: 'shadow', from: { tick, pos } });
    const { id } = await from(0, 0);
    await after(6);
    await after(100);
    expect(await partitions()).toContain('0 sealed');
    await replays.cancel(id);
    await retention.maintain();
    expect(await partitions()).not.toContain('0 sealed');
    expect(await world.app.get(LogReader).oldestPosition()).toEqual({ tick: 1, pos: 1 });
    await expect(from(0, 1)).rejects.toThrow(ReplayRefusedError);
    await expect(from(0, 1)).rejects.toThrow('The log is kept only after 1-1');
    expect(await world.rows(`SELECT FROM messaging.subscriptions WHERE name LIKE '%shadow'`)).toEqual([]);
    expect(await from(1, 1)).toMatchObject({ state: 'running' });
  });

  it('by two relays at once, nor is anything made twice', async () => {
    await after(6);
    world.clock.advance(100 * day);
    await Promise.all(Array.from({ length: 4 }, () => retention.maintain()));
    await retention.maintain();
    expect(await partitions()).toEqual(['1 open', '2 spare']);
  });
});

describe('maintenance that is interrupted', () => {
  it.each(['before', 'after'] as const)(
    '%s any of its statements goes on the next time',
    async (moment) => {
      await publish();
      await world.drain();
      await after(6);
      await publish();
      await world.drain();
      world.clock.advance(40 * day);
      const interrupted = new Set<string>();
      for (let failed = true; failed; ) {
        failed = false;
        interceptQueries(async (text, send) => {
          if (failed || /advisory|lock_timeout|^ROLLBACK/.test(text) || interrupted.has(text)) return send();
          failed = true;
          interrupted.add(text);
          if (moment === 'after') await send();
          throw connectionLost();
        });
        const outcome = await retention.maintain().then(
          () => 'maintained',
          () => 'interrupted',
        );
        vi.restoreAllMocks();
        expect(outcome).toBe(failed ? 'interrupted' : 'maintained');
        await publish();
        await world.drain();
        expect(await effects()).toEqual(everything());
      }
      expect(interrupted.size).toBeGreaterThan(20);
      expect(await partitions()).toEqual(['1 sealed', '2 open', '3 spare']);
      expect(await tables()).toEqual(['facts_1', 'facts_2', 'facts_3']);
    },
    60_000,
  );
});

import { Retention } from '@boardwalk/messaging';
import type { World } from '@boardwalk/testing';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { subscription } from './greetings.js';
import { type EventsAnswer, inspectionWorld, read, registered } from './inspection-world.js';

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly mend: string | null;
}

let world: World;
beforeEach(async () => {
  world = await inspectionWorld();
  await maintain();
});
afterEach(() => world.stop());

const maintain = () => world.app.get(Retention).maintain();
async function after(days: number): Promise<void> {
  world.clock.advance(days * 86_400_000);
  await maintain();
}

/** The database records by a clock of its own, which here follows the world's. */
async function publish(username: string): Promise<void> {
  await world.publish(registered(username));
  await world.rows(
    'UPDATE messaging.facts SET recorded_at = $1 WHERE pos = (SELECT max(pos) FROM messaging.facts)',
    [world.clock.now()],
  );
}

const finding = async (name: string) =>
  (await read<{ checks: Finding[] }>(world, '/doctor')).checks.find((check) => check.name === name);

describe('a log in several partitions', () => {
  it('is listed page by page as if it were one', async () => {
    for (const name of ['ada', 'bea', 'cyd']) {
      await publish(name);
      await after(6);
    }
    await world.drain();
    const seen: unknown[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null; pages += 1) {
      expect(pages, 'pages').toBeLessThan(5);
      const page: EventsAnswer = await read(
        world,
        `/events?limit=2&context=identity${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...page.items.map(({ data }) => data?.['username']));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(['cyd', 'bea', 'ada']);
  });

  it('counts lag across its partitions', async () => {
    await publish('ada');
    await world.drain();
    await after(6);
    for (const name of ['bea', 'cyd']) await publish(name);
    const { subscriptions } = await read<{ subscriptions: { name: string; lag: number }[] }>(
      world,
      '/consumers',
    );
    expect(subscriptions.find(({ name }) => name === subscription)).toMatchObject({ lag: 2 });
  });

  it('is well when what is old was dropped', async () => {
    await publish('ada');
    await world.drain();
    await after(6);
    await publish('bea');
    await world.drain();
    await after(36);
    const { checks } = await read<{ checks: Finding[] }>(world, '/doctor');
    expect(checks.filter(({ ok, name }) => !ok && name !== subscription)).toEqual([]);
    expect(await world.rows('SELECT min(number) AS first FROM messaging.partitions')).toEqual([{ first: 1 }]);
  });
});

describe('the doctor', () => {
  beforeEach(async () => {
    await publish('ada');
    await world.drain();
  });

  it('names the reader for whom the log is kept longer than it should be', async () => {
    await after(6);
    await world.rows(
      `INSERT INTO messaging.subscriptions (name, log) SELECT 'greetings.forgotten', id FROM messaging.log`,
    );
    await world.rows(
      `INSERT INTO messaging.readers VALUES ('00000000-0000-4000-8000-000000000001', 'far.away', 0, 0, 7, $1)`,
      [world.clock.now()],
    );
    await after(36);
    expect(await finding('retention')).toMatchObject({
      ok: false,
      detail:
        'messaging.facts_0, which has been due since 2026-07-12T12:00:00.000Z, is kept: not read by ' +
        'greetings.forgotten (at 0-0), far.away (at 0-7, in another database, last heard of 2026-06-07T12:00:00.000Z).',
      mend: 'Start or resume whoever delivers to them. Give up one that will not come back, with what it has not read and its dead letters: boardwalk consumers forget greetings.forgotten',
    });
    await world.rows(`DELETE FROM messaging.subscriptions WHERE name = 'greetings.forgotten'`);
    expect((await finding('retention'))?.mend).toContain(
      'boardwalk consumers forget far.away --database 00000000-0000-4000-8000-000000000001',
    );
  });

  it('names the process whose transaction keeps it', async () => {
    const client = new Client({ connectionString: world.database.url });
    await client.connect();
    await client.query('BEGIN; LOCK TABLE messaging.facts IN ROW EXCLUSIVE MODE');
    await after(6);
    await after(36);
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    expect(await finding('retention')).toMatchObject({
      ok: false,
      mend: expect.stringContaining(`pg_terminate_backend(${rows[0]?.pid})`),
    });
    await client.end();
  });

  it('misses the relay that should have dropped it', async () => {
    await after(6);
    world.clock.advance(36 * 86_400_000);
    expect(await finding('retention')).toMatchObject({
      ok: false,
      mend: expect.stringContaining('ROLES include relay'),
    });
    await maintain();
    expect(await finding('retention')).toMatchObject({ ok: true });
  });
});

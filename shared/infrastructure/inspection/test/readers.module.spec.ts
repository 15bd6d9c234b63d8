import { LogReader } from '@boardwalk/messaging';
import type { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { subscription } from './greetings.js';
import { inspectionWorld, operate, read } from './inspection-world.js';

const elsewhere = '00000000-0000-4000-8000-000000000001';

let world: World;
let own: string;
beforeEach(async () => {
  world = await inspectionWorld();
  own = await world.app.get(LogReader).logId();
  await world.drain();
  await world.rows(
    `INSERT INTO messaging.subscriptions (name, log) SELECT 'greetings.former', id FROM messaging.log`,
  );
  await world.rows(`INSERT INTO messaging.readers VALUES ($1, 'far.away', 0, 0, 7, $2)`, [
    elsewhere,
    world.clock.now(),
  ]);
});
afterEach(() => world.stop());

const readers = async () =>
  (await read<{ items: { subscription: string }[] }>(world, '/readers')).items.map(
    (each) => each.subscription,
  );
const forget = (database: string, name: string) =>
  operate(world, 'POST', `/readers/${database}/${name}/forget`, {});

describe('whoever the log is kept for', () => {
  it('is listed, here and in other databases', async () => {
    const { items } = await read<{ items: object[] }>(world, '/readers');
    expect(items).toContainEqual({
      subscription: 'greetings.former',
      database: own,
      position: '0-0',
      reportedAt: null,
    });
    expect(items).toContainEqual({
      subscription: 'far.away',
      database: elsewhere,
      position: '0-7',
      reportedAt: world.clock.now().toISOString(),
    });
  });

  it('is given up when it will not come back, and that is on record', async () => {
    world.clock.advance(60_000);
    expect(await forget(own, 'greetings.former')).toMatchObject({ status: 200, body: { position: '0-0' } });
    expect(await forget(elsewhere, 'far.away')).toMatchObject({ status: 200, body: { position: '0-7' } });
    expect(await readers()).toEqual([subscription]);
    expect(await forget(own, 'greetings.former')).toMatchObject({
      status: 404,
      body: { type: '/problems/reader-not-found' },
    });
    const { items } = await read<{ items: object[] }>(world, '/audit?outcome=done');
    expect(items).toMatchObject([
      { action: 'reader.forget', count: 1, about: { subscription: 'far.away', database: elsewhere } },
      { action: 'reader.forget', count: 1, about: { subscription: 'greetings.former', database: own } },
    ]);
  });

  it('takes what it had failed with along, and the record says how much', async () => {
    await world.rows(`INSERT INTO messaging.deliveries (subscription, log, event_id, tick, pos, type, key, raw, state, attempts)
      SELECT 'greetings.former', id, gen_random_uuid(), 0, place, 't', 'k', '{}', state, 1 FROM messaging.log,
        unnest('{parked,skipped,waiting,retry,archived,done}'::text[]) WITH ORDINALITY AS left_over (state, place)`);
    const deleted = { dead: 2, waiting: 1, retrying: 1, archived: 1 };
    expect(await forget(own, 'greetings.former')).toMatchObject({ status: 200, body: { deleted } });
    expect(await world.rows('SELECT FROM messaging.deliveries')).toEqual([]);
    expect(await read(world, '/audit?outcome=done')).toMatchObject({ items: [{ about: { deleted } }] });
  });

  it('is kept while it is there: delivered to, paused, or heard of', async () => {
    await world.rows(
      `UPDATE messaging.subscriptions SET leased_until = clock_timestamp() + interval '1 minute'`,
    );
    const inUse = { status: 409, body: { type: '/problems/reader-in-use' } };
    expect(await forget(own, 'greetings.former')).toMatchObject(inUse);
    await operate(world, 'POST', `/consumers/${subscription}/pause`, {});
    expect(await forget(own, subscription)).toMatchObject(inUse);
    expect(await forget(elsewhere, 'far.away')).toMatchObject(inUse);
    expect(await readers()).toEqual(expect.arrayContaining(['far.away', 'greetings.former', subscription]));
    expect(await read(world, '/audit?outcome=done')).toMatchObject({ items: [{ action: 'consumer.pause' }] });
  });

  it('may be another system: it is given up when no relay tells it any more', async () => {
    await world.rows(`INSERT INTO messaging.bridges (name, tick, pos, owner, leased_until)
      VALUES ('DOMAIN_EVENTS', 0, 3, 'a relay', clock_timestamp() + interval '1 minute')`);
    expect(await readers()).toContain('DOMAIN_EVENTS');
    expect(await forget(own, 'DOMAIN_EVENTS')).toMatchObject({
      status: 409,
      body: { type: '/problems/bridge-in-use', detail: expect.stringContaining('told facts, by a relay.') },
    });
    await world.rows('UPDATE messaging.bridges SET leased_until = clock_timestamp()');
    expect(await forget(own, 'DOMAIN_EVENTS')).toMatchObject({ status: 200, body: { position: '0-3' } });
    expect(await readers()).not.toContain('DOMAIN_EVENTS');
  });

  it('is kept while another process has its consumers, paused or not', async () => {
    await world.rows(`UPDATE messaging.subscriptions SET paused_at = now() WHERE name = 'greetings.former'`);
    await world.rows(
      `INSERT INTO messaging.workers VALUES ('the other', '{greetings.former}', clock_timestamp() + interval '1 minute')`,
    );
    expect(await forget(own, 'greetings.former')).toMatchObject({
      status: 409,
      body: { type: '/problems/reader-in-use', detail: expect.stringContaining('part of the other') },
    });
    expect(await readers()).toContain('greetings.former');
    expect(await read(world, '/audit?outcome=done')).toMatchObject({ items: [] });
  });
});

import { operatorToken, type World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { subscription } from './greetings.js';
import { inspectionWorld, moodsOf, operate, read, registered } from './inspection-world.js';

let world: World;
beforeEach(async () => {
  world = await inspectionWorld();
});
afterEach(() => world.stop());

const unknown = '01890a5d-ac96-774b-bcce-b302099a8057';
const consumer = async () =>
  (await read<{ subscriptions: { name: string }[] }>(world, '/consumers')).subscriptions.find(
    ({ name }) => name === subscription,
  );

describe('a subscription', () => {
  it('stands still while it is paused, says so, and goes on where it was', async () => {
    await world.drain();
    const ask = (verb: string) => operate(world, 'POST', `/consumers/${subscription}/${verb}`, {});
    expect(await ask('pause')).toMatchObject({ status: 200, body: { subscription, changed: true } });
    expect(await ask('pause')).toMatchObject({ status: 200, body: { changed: false } });
    await world.publish(registered('ada'));
    await world.drain();
    expect(await consumer()).toMatchObject({ lag: 1, pausedAt: world.clock.now().toISOString() });
    expect(await ask('resume')).toMatchObject({ body: { changed: true } });
    await world.drain();
    expect(moodsOf(world).greeted).toContain('ada');
    expect(await consumer()).toMatchObject({ lag: 0, pausedAt: null });
  });

  it('that there is not cannot be paused', async () => {
    expect(await operate(world, 'POST', '/consumers/greetings.nobody/pause', {})).toMatchObject({
      status: 404,
      body: { type: '/problems/consumer-not-found' },
    });
  });
});

describe('a live replay', () => {
  const archived = async (): Promise<string> => {
    moodsOf(world).refused.add('ada');
    await world.publish(registered('ada'));
    await world.drain();
    await operate(world, 'POST', '/dead-letters/archive', {});
    moodsOf(world).refused.clear();
    const { head } = await read<{ head: string }>(world, '/consumers');
    return head;
  };
  const start = (body: object) => operate(world, 'POST', '/replays', { subscription, mode: 'live', ...body });

  it('applies what was archived, once, and is on record', async () => {
    await archived();
    const { status, body } = await start({});
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { state: 'done', deliveries: 1, from: '0-0' },
    });
    await world.drain();
    expect(moodsOf(world).greeted).toEqual(['ada']);
    world.clock.advance(1);
    expect(await start({})).toMatchObject({ body: { deliveries: 0 } });
    const { id } = body as { id: string };
    expect(await read(world, `/replays/${id}`)).toMatchObject({ id, mode: 'live' });
    expect(await read(world, '/replays')).toMatchObject({ items: [{ deliveries: 0 }, { id }] });
    const { items } = await read<{ items: object[] }>(world, '/audit?outcome=done&limit=2');
    expect(items[1]).toMatchObject({ action: 'replay.start', count: 1, about: { id, subscription } });
  });

  it('begins after a position or a moment [3-30]', async () => {
    const head = await archived();
    expect(await start({ from: head })).toMatchObject({ body: { from: head, deliveries: 0 } });
    expect(await start({ from: '2100-01-01T00:00:00Z' })).toMatchObject({
      body: { from: head, deliveries: 0 },
    });
    expect(await start({ from: '2000-01-01' })).toMatchObject({ body: { from: '0-0', deliveries: 1 } });
    expect(await start({ from: 'soon' })).toMatchObject({
      status: 422,
      body: { type: '/problems/no-such-place' },
    });
  });

  it('is found and can be ended however many came after it', async () => {
    const { body } = await start({});
    const { id } = body as { id: string };
    await world.rows(`INSERT INTO messaging.replays SELECT gen_random_uuid(), subscription, mode, log, from_tick, from_pos,
      until_tick, until_pos, state, deliveries, started_at + interval '1 second', ended_at
      FROM messaging.replays, generate_series(1, 101)`);
    expect(await read(world, `/replays/${id}`)).toMatchObject({ id, state: 'done' });
    expect(await operate(world, 'POST', `/replays/${id}/cancel`, {})).toMatchObject({
      status: 200,
      body: { id },
    });
  });

  it('is listed page by page, newest first', async () => {
    const ids: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      ids.unshift(((await start({})).body as { id: string }).id);
      world.clock.advance(1);
    }
    type Listed = { items: { id: string }[]; nextCursor: string | null };
    const first = await read<Listed>(world, '/replays?limit=2');
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const second = await read<Listed>(world, `/replays?limit=2&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ items: [{ id: ids[2] }], nextCursor: null });
  });

  it('of a subscription that there is not, and one that there is not itself, are not found', async () => {
    expect(await start({ subscription: 'greetings.nobody' })).toMatchObject({
      status: 404,
      body: { type: '/problems/consumer-not-found' },
    });
    expect((await operate(world, 'POST', `/replays/${unknown}/cancel`, {})).status).toBe(404);
    const shown = await world.request('GET', `/api/v1/operator/replays/${unknown}`, { as: operatorToken });
    expect(shown).toMatchObject({ status: 404, body: { type: '/problems/replay-not-found' } });
  });
});

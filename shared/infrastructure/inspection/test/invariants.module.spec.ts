import { LogReader } from '@boardwalk/messaging';
import type { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { subscription } from './greetings.js';
import { inspectionWorld, moodsOf, operate, read, registered } from './inspection-world.js';

let world: World;
beforeEach(async () => {
  world = await inspectionWorld();
});
afterEach(() => world.stop());

const finding = async (name: string) =>
  (
    await read<{ checks: { name: string; ok: boolean; detail: string; mend: string | null }[] }>(
      world,
      '/doctor',
    )
  ).checks.find((check) => check.name === name);
const ordered = ['nothing waits behind nobody', 'keys keep their order', 'nothing overtakes a failure'];
const inOrder = async () => {
  for (const name of ordered) expect(await finding(name)).toMatchObject({ ok: true, mend: null });
};
const registers = async (...names: string[]) => {
  for (const name of names) {
    await world.publish(registered(name));
    await world.drain();
  }
};
/** Those that are stored, in the order of the log. */
const deliveries = () =>
  world.rows<{ id: string; state: string }>(
    'SELECT event_id AS id, state FROM messaging.deliveries ORDER BY tick, pos',
  );
const states = async () => (await deliveries()).map(({ state }) => state);
const newest = async () => (await deliveries()).at(-1)?.id ?? '';

describe('the order of a key', () => {
  it('is kept while it is blocked, redriven, archived and let go', async () => {
    moodsOf(world).refused.add('ada');
    moodsOf(world).broken.add('grace');
    await registers('ada', 'grace', 'ada', 'lin', 'grace', 'ada');
    expect(await states()).toEqual(['parked', 'retry', 'waiting', 'waiting', 'waiting']);
    await inOrder();
    await operate(world, 'POST', '/redrives', {});
    await world.drain();
    await inOrder();
    await operate(world, 'POST', '/dead-letters/archive', {});
    await world.drain();
    expect(await states()).toEqual(['archived', 'retry', 'parked', 'waiting', 'waiting']);
    await inOrder();
    moodsOf(world).refused.clear();
    moodsOf(world).broken.clear();
    world.clock.advance(3_600_000);
    await world.drain();
    await operate(world, 'POST', '/redrives', {});
    await world.drain();
    expect(await states()).toEqual(['archived', 'done', 'done', 'done', 'done']);
    await inOrder();
  });

  it('may have been left by what an operator sets going again', async () => {
    moodsOf(world).refused.add('ada');
    await registers('ada', 'ada');
    await operate(world, 'POST', '/dead-letters/archive', {});
    await world.drain();
    expect(await states()).toEqual(['archived', 'parked']);
    await operate(world, 'POST', '/replays', { subscription, mode: 'live' });
    await world.drain();
    expect(await states()).toEqual(['parked', 'parked']);
    await inOrder();
  });

  it.each(['done', 'retry', 'parked', 'skipped'])(
    'is broken by a later delivery that is %s while an earlier one stands in the way',
    async (state) => {
      moodsOf(world).refused.add('ada');
      await registers('ada', 'ada');
      await world.rows(`UPDATE messaging.deliveries SET state = $1 WHERE state = 'waiting'`, [state]);
      const id = await newest();
      expect(await finding('keys keep their order')).toEqual({
        name: 'keys keep their order',
        ok: false,
        detail: `Broken: 1 delivery ran before an earlier one of the key; one is ${id} of ${subscription}.`,
        mend: expect.stringContaining('replay the subscription into a shadow'),
      });
    },
  );

  it('is broken by a fact that went past a failure without a trace', async () => {
    moodsOf(world).broken.add('ada');
    await registers('ada', 'grace', 'ada', 'ada');
    const id = await newest();
    await world.rows('DELETE FROM messaging.deliveries WHERE event_id = $1', [id]);
    expect(await finding('nothing overtakes a failure')).toEqual({
      name: 'nothing overtakes a failure',
      ok: false,
      detail: `Broken: 1 fact went past a failure of the same key; one is ${id} in ${subscription}.`,
      mend: expect.stringContaining('boardwalk events show'),
    });
  });

  it('is not broken by facts that the cursor has not come to, with or without a window', async () => {
    moodsOf(world).broken.add('ada');
    await registers('ada');
    await operate(world, 'POST', `/consumers/${subscription}/pause`, {});
    await registers('ada');
    await world.publish(registered('ada'));
    await inOrder();
  });
});

describe('cursors', () => {
  const goForward = 'cursors go forward';

  it('go forward while a subscription delivers, stands still and goes on', async () => {
    await registers('ada', 'grace');
    await operate(world, 'POST', `/consumers/${subscription}/pause`, {});
    await registers('lin');
    await operate(world, 'POST', `/consumers/${subscription}/resume`, {});
    await world.drain();
    expect(await finding(goForward)).toMatchObject({ ok: true, mend: null });
  });

  it('that were moved back are told of although they have caught up', async () => {
    await registers('ada', 'grace');
    const [from] = await world.rows<{ place: string }>(
      `SELECT tick || '-' || pos AS place FROM messaging.subscriptions WHERE name = $1`,
      [subscription],
    );
    await world.rows('UPDATE messaging.subscriptions SET tick = 0, pos = 0');
    await registers('lin');
    expect(await finding(goForward)).toMatchObject({
      ok: false,
      detail: expect.stringContaining(`1 move back, the last of ${subscription} from ${from?.place} to 0-0`),
      mend: expect.stringContaining('DELETE FROM messaging.setbacks'),
    });
    await world.rows('DELETE FROM messaging.setbacks');
    expect(await finding(goForward)).toMatchObject({ ok: true });
  });

  it('of other databases lie inside the log, too', async () => {
    await registers('ada');
    const { tick, pos } = await world.app.get(LogReader).head();
    const report = (at: number) =>
      world.rows(
        `INSERT INTO messaging.readers VALUES (gen_random_uuid(), 'far.away', 0, $1, $2, clock_timestamp())`,
        [at, pos],
      );
    await report(tick);
    expect(await finding('cursors inside the log')).toMatchObject({ ok: true });
    await report(tick + 1);
    expect(await finding('cursors inside the log')).toMatchObject({ ok: false });
  });
});

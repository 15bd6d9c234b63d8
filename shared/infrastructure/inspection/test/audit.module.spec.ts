import type { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Housekeeping } from '@boardwalk/persistence';
import { auditedMs } from '../audit/audit.js';
import { subscription as greetings } from './greetings.js';
import { inspectionWorld, moodsOf, operate, read, registered } from './inspection-world.js';
import { subscription, VisitsModule } from './visits.js';

let world: World;
beforeEach(async () => {
  world = await inspectionWorld(undefined, { modules: [VisitsModule], name: 'inspection and visits' });
  await world.publish(registered('ada'));
  await world.drain();
});
afterEach(() => world.stop());

/** As when the process dies between the deed and its record. */
const refuseRecords = () => world.rows('ALTER TABLE inspection.audit ADD CHECK (false) NOT VALID');
const ask = async (path: string, body: object = {}) => (await operate(world, 'POST', path, body)).status;
const pausedAt = async () =>
  (
    await read<{ subscriptions: { name: string; pausedAt: string | null }[] }>(world, '/consumers')
  ).subscriptions.find(({ name }) => name === subscription)?.pausedAt;
const replays = async () => (await read<{ items: { id: string; state: string }[] }>(world, '/replays')).items;
const shadowed = () => world.rows('SELECT username FROM visits_shadow.visits');

describe('the audit', () => {
  it('forgets what was done more than 400 days ago', async () => {
    const actions = async () =>
      (await read<{ items: { action: string }[] }>(world, '/audit')).items.map(({ action }) => action);
    await ask(`/consumers/${subscription}/pause`);
    world.clock.advance(auditedMs);
    await ask(`/consumers/${subscription}/resume`);
    await world.app.get(Housekeeping).clean();
    expect(await actions()).toEqual(['consumer.resume', 'consumer.pause']);
    world.clock.advance(1);
    await world.app.get(Housekeeping).clean();
    expect(await actions()).toEqual(['consumer.resume']);
  });
});

describe('without its record there is no', () => {
  it('pause', async () => {
    await refuseRecords();
    expect(await ask(`/consumers/${subscription}/pause`)).toBe(500);
    expect(await pausedAt()).toBeNull();
  });

  it('resumption', async () => {
    await ask(`/consumers/${subscription}/pause`);
    await refuseRecords();
    expect(await ask(`/consumers/${subscription}/resume`)).toBe(500);
    expect(await pausedAt()).not.toBeNull();
  });

  it('live replay', async () => {
    moodsOf(world).refused.add('bea');
    await world.publish(registered('bea'));
    await world.drain();
    await ask('/dead-letters/archive');
    await refuseRecords();
    expect(await ask('/replays', { subscription: greetings, mode: 'live' })).toBe(500);
    expect(await replays()).toEqual([]);
    expect(await world.rows('SELECT state FROM messaging.deliveries')).toEqual([{ state: 'archived' }]);
  });

  it('shadow: the one before stays what it was', async () => {
    await ask('/replays', { subscription, mode: 'shadow' });
    await world.drain();
    await refuseRecords();
    expect(await ask('/replays', { subscription, mode: 'shadow' })).toBe(500);
    await world.drain();
    expect(await replays()).toMatchObject([{ state: 'done' }]);
    expect(await shadowed()).toEqual([{ username: 'ada' }]);
  });

  it('redrive of what was edited, nor the edit', async () => {
    moodsOf(world).refused.add('bea');
    await world.publish(registered('bea'));
    await world.drain();
    const { items } = await read<{ items: { eventId: string; data: object }[] }>(world, '/dead-letters');
    const [{ eventId, data } = { eventId: '', data: {} }] = items;
    await world.rows(`ALTER TABLE inspection.audit ADD CHECK (action <> 'dead-letter.redrive') NOT VALID`);
    const edit = { data: { ...data, username: 'lovelace' }, redrive: true };
    expect((await operate(world, 'PUT', `/dead-letters/${eventId}/data`, edit)).status).toBe(500);
    expect((await read<{ items: object[] }>(world, '/dead-letters')).items).toMatchObject([
      { eventId, data: { username: 'bea' }, editedAt: null },
    ]);
    expect(await read(world, '/audit?outcome=done')).toMatchObject({ items: [] });
  });

  it('end of a replay', async () => {
    await ask('/replays', { subscription, mode: 'shadow' });
    const [replay] = await replays();
    await refuseRecords();
    expect(await ask(`/replays/${replay?.id}/cancel`)).toBe(500);
    expect(await replays()).toMatchObject([{ state: 'running' }]);
    await world.drain();
    expect(await shadowed()).toEqual([{ username: 'ada' }]);
  });
});

import { metric, type World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { subscription } from './greetings.js';
import { corrupted, inspectionWorld, moodsOf, operate, read, registered } from './inspection-world.js';

let world: World;
beforeEach(async () => {
  world = await inspectionWorld();
});
afterEach(() => world.stop());

const of = async (name: string, attributes: object = {}) =>
  (await metric(name)).find((measured) =>
    Object.entries(attributes).every(([key, value]) => measured.attributes[key] === value),
  )?.value;

const ofIt = { 'messaging.consumer.group.name': subscription };

describe('the metrics of the database', () => {
  it('say what the consumers route says', async () => {
    moodsOf(world).broken.add('ada');
    for (const name of ['ada', 'ada', 'grace']) await world.publish(registered(name));
    expect(await of('boardwalk.outbox.pending')).toBe(3);
    expect(await of('boardwalk.outbox.oldest.age')).toBeGreaterThan(0);
    await world.drain();
    await world.publish(registered('lin'));
    const { subscriptions, total } = await read<{ subscriptions: { name: string }[]; total: number }>(
      world,
      '/consumers',
    );
    expect(subscriptions.find(({ name }) => name === subscription)).toMatchObject({
      lag: await of('boardwalk.consumer.lag', ofIt),
      retrying: await of('boardwalk.consumer.retrying', ofIt),
      waiting: await of('boardwalk.consumer.waiting', ofIt),
    });
    expect(await of('boardwalk.consumer.lag', ofIt)).toBe(1);
    expect(await of('boardwalk.consumer.lag.age', ofIt)).toBeGreaterThan(0);
    expect(await of('boardwalk.consumer.waiting', ofIt)).toBe(1);
    expect(await of('messaging.client.sent.messages')).toBe(total);
  });

  it('count what came again, and one look-up by its key shows that it took effect once [1-28]', async () => {
    const before = (await of('boardwalk.inbox.duplicates', ofIt)) ?? 0;
    await world.publish(registered('ada'));
    await world.drain();
    await world.publish(registered('grace'));
    await world.drain();
    expect((await of('boardwalk.inbox.duplicates', ofIt)) ?? 0).toBeGreaterThan(before);
    const { items } = await read<{ items: { eventId: string }[] }>(world, '/events');
    const { deliveries } = await read<{ deliveries: object[] }>(world, `/events/${items.at(-1)?.eventId}`);
    expect(deliveries).toContainEqual(expect.objectContaining({ subscription, state: 'ack', attempts: 1 }));
    expect(moodsOf(world).greeted).toEqual(['ada', 'grace']);
  });

  it('count dead letters as the groups do, and those that ran again', async () => {
    moodsOf(world).refused.add('ada').add('grace');
    for (const name of ['ada', 'grace']) await world.publish(registered(name));
    await corrupted(world, 'identity.user-registered.v1', 'not { json');
    await world.drain();
    const dead = async () =>
      (await metric('boardwalk.dead_letters.current'))
        .map(({ attributes, value }) => ({ errorClass: attributes['error.type'], count: value }))
        .filter(({ count }) => count > 0);
    const { items } = await read<{ items: object[] }>(world, '/dead-letters/groups');
    expect(items).toMatchObject(await dead());
    expect(await dead()).toEqual([
      { errorClass: 'Refused', count: 2 },
      { errorClass: 'CorruptFactError', count: 1 },
    ]);
    moodsOf(world).refused.clear();
    await operate(world, 'POST', '/redrives', { errorClass: 'Refused' });
    await world.drain();
    expect(await of('boardwalk.dead_letters.redriven')).toBe(2);
    expect(await dead()).toEqual([{ errorClass: 'CorruptFactError', count: 1 }]);
  });
});

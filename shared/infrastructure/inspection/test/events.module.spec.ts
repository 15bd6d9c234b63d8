import { operatorToken, type World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { subscription } from './greetings.js';
import {
  corrupted,
  type EventsAnswer,
  inspectionWorld,
  moodsOf,
  read,
  registered,
} from './inspection-world.js';

const type = 'identity.user-registered.v1';
const greetings = (deliveries: { subscription: string }[]) =>
  deliveries.find((delivery) => delivery.subscription === subscription);

let world: World;
beforeEach(async () => {
  world = await inspectionWorld();
});
afterEach(() => world.stop());

const names = ({ items }: EventsAnswer) => items.map(({ data }) => data?.['username']);

describe('the list of facts', () => {
  it('begins with the newest and goes on page by page', async () => {
    for (const name of ['ada', 'grace', 'lin']) await world.publish(registered(name));
    await world.drain();
    const first = await read<EventsAnswer>(world, '/events?limit=2');
    expect(names(first)).toEqual(['lin', 'grace']);
    const second = await read<EventsAnswer>(world, `/events?limit=2&cursor=${first.nextCursor}`);
    expect(names(second)).toEqual(['ada']);
    expect(second.nextCursor).toBeNull();
  });

  it('shows every view but the consumers the mask instead of personal fields', async () => {
    await world.publish(registered('ada'));
    await world.drain();
    const { items } = await read<EventsAnswer>(world, '/events');
    expect(items[0]?.data).toMatchObject({ userId: 'u-ada', email: '«personal»' });
    expect(JSON.stringify(items)).not.toContain('ada@example.com');
  });

  it('finds by type, by publishing context, and by what became of the deliveries', async () => {
    moodsOf(world).refused.add('grace');
    moodsOf(world).broken.add('lin');
    for (const name of ['ada', 'grace', 'lin']) await world.publish(registered(name));
    await world.drain();
    expect(names(await read(world, `/events?type=${type}&context=identity`))).toEqual([
      'lin',
      'grace',
      'ada',
    ]);
    expect(names(await read(world, '/events?context=stats'))).toEqual([]);
    expect(names(await read(world, '/events?status=dead'))).toEqual(['grace']);
    expect(names(await read(world, '/events?status=retrying'))).toEqual(['lin']);
  });

  it('refuses a type that there is not, and names the closest; one without a contract is found while facts have it', async () => {
    const asked = (type: string) =>
      world.request('GET', `/api/v1/operator/events?type=${type}`, { as: operatorToken });
    const unknown = 'identity.user-registered.v9';
    expect(await asked(unknown)).toMatchObject({
      status: 422,
      body: {
        type: '/problems/no-such-type',
        detail: expect.stringContaining(
          `"${unknown}", and no such fact was found. The closest types are ${type},`,
        ),
      },
    });
    expect((await asked('user-registered')).body).toMatchObject({ detail: expect.stringContaining(type) });
    expect((await asked('')).status).toBe(422);
    expect(await asked('stats.badge-awarded.v1')).toMatchObject({ status: 200, body: { items: [] } });
    await corrupted(world, unknown, '{}');
    expect(await asked(unknown)).toMatchObject({ status: 200, body: { items: [{ type: unknown }] } });
  });

  it('goes on after a position in the order of the log, for who follows it', async () => {
    await world.publish(registered('ada'));
    await world.drain();
    const { position } = await read<EventsAnswer>(world, '/events?limit=1');
    expect(names(await read(world, `/events?after=${position}`))).toEqual([]);
    for (const name of ['grace', 'lin']) await world.publish(registered(name));
    await world.drain();
    const next = await read<EventsAnswer>(world, `/events?after=${position}&limit=1`);
    expect(names(next)).toEqual(['grace']);
    const last = await read<EventsAnswer>(world, `/events?after=${next.position}`);
    expect(names(last)).toEqual(['lin']);
    expect(last.items[0]?.position).toBe(last.position);
  });

  it('finds the window of every fact, however many there are', async () => {
    for (const name of ['ada', 'bea', 'cyd', 'dot', 'eve', 'fay', 'gil']) {
      await world.publish(registered(name));
      await world.drain();
    }
    const { items } = await read<EventsAnswer>(world, '/events');
    const seen = items.map(({ position }) => position);
    const told = await read<EventsAnswer>(world, '/events?after=0-0');
    expect(seen).toEqual(told.items.map(({ position }) => position).toReversed());
    expect(new Set(seen.map((position) => position?.split('-')[0])).size).toBe(7);
  });

  it('has no position for a fact that no relay has seen yet', async () => {
    await world.publish(registered('ada'));
    expect((await read<EventsAnswer>(world, '/events')).items[0]?.position).toBeNull();
  });

  it('refuses what it cannot read, and shows nothing to who is not the operator', async () => {
    const asked = (query: string, as?: string) =>
      world.request('GET', `/api/v1/operator/events${query}`, as === undefined ? {} : { as });
    expect((await asked('?after=yesterday', operatorToken)).status).toBe(400);
    expect((await asked('?status=dead&after=0-0', operatorToken)).status).toBe(400);
    expect((await asked('?colour=red', operatorToken)).status).toBe(400);
    expect((await asked('', 'user:u1:ada')).status).toBe(403);
    expect((await asked('')).status).toBe(401);
  });
});

describe('a fact', () => {
  it('is shown as a CloudEvents envelope with what became of it in each subscription', async () => {
    await world.publish(registered('ada'));
    await world.drain();
    const [listed] = (await read<EventsAnswer>(world, '/events')).items;
    const shown = await read<{ envelope: object; deliveries: { subscription: string }[]; traceId: string }>(
      world,
      `/events/${listed?.eventId}`,
    );
    expect(shown.envelope).toMatchObject({
      specversion: '1.0',
      id: listed?.eventId,
      type,
      source: '/contexts/identity',
      subject: 'u-ada',
      partitionkey: 'u-ada',
      datacontenttype: 'application/json',
      correlationid: listed?.correlationId,
      data: { email: '«personal»' },
    });
    expect(shown.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(greetings(shown.deliveries)).toMatchObject({ state: 'ack', attempts: 1 });
  });

  it('says that a subscription had nothing to do with it', async () => {
    await world.publish(registered('nobody'));
    await world.drain();
    const [{ eventId } = { eventId: '' }] = (await read<EventsAnswer>(world, '/events')).items;
    const { deliveries } = await read<{ deliveries: { subscription: string }[] }>(
      world,
      `/events/${eventId}`,
    );
    expect(greetings(deliveries)).toMatchObject({ state: 'skipped', attempts: 1 });
  });

  it('tells of each delivery whether it is pending, failing or dead', async () => {
    const stateOf = async (id: string | undefined) =>
      greetings((await read<{ deliveries: { subscription: string }[] }>(world, `/events/${id}`)).deliveries);
    moodsOf(world).broken.add('ada');
    await world.publish(registered('ada'));
    const [{ eventId } = { eventId: '' }] = (await read<EventsAnswer>(world, '/events')).items;
    expect(await stateOf(eventId)).toMatchObject({ state: 'pending', attempts: 0 });
    await world.drain();
    expect(await stateOf(eventId)).toMatchObject({ state: 'retrying', attempts: 1, errorClass: 'Error' });
    moodsOf(world).refused.add('ada');
    world.clock.advance(600_000);
    await world.drain();
    expect(await stateOf(eventId)).toMatchObject({ state: 'dead', attempts: 2, errorClass: 'Refused' });
  });

  it('that nobody wrote is not found', async () => {
    const { status, body } = await world.request(
      'GET',
      '/api/v1/operator/events/01890a5d-ac96-774b-bcce-b302099a8057',
      { as: operatorToken },
    );
    expect(status).toBe(404);
    expect(body).toMatchObject({ type: '/problems/event-not-found' });
  });

  it('that is corrupt is shown as it lies there, without addresses', async () => {
    const id = await corrupted(world, type, '{"email":"ada@example.com', 'not json');
    const shown = await read<{ raw: string; envelope: { data: unknown } }>(world, `/events/${id}`);
    expect(shown.envelope.data).toBeNull();
    expect(shown.raw).toBe('{"email":"«personal»');
  });

  it('of a type that nobody knows shows its data, without addresses', async () => {
    const id = await corrupted(
      world,
      'identity.user-registered.v9',
      '{"userId":"u1","mail":"ada@example.com"}',
    );
    const shown = await read<{ raw: null; envelope: { data: unknown } }>(world, `/events/${id}`);
    expect(shown.envelope.data).toEqual({ userId: 'u1', mail: '«personal»' });
  });
});

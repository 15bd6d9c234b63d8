import { operatorToken, type World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { subscription } from './greetings.js';
import { corrupted, inspectionWorld, moodsOf, operate, read, registered } from './inspection-world.js';

interface Letters {
  readonly items: Record<string, unknown>[];
  readonly total: number;
}

let world: World;
beforeEach(async () => {
  world = await inspectionWorld();
});
afterEach(() => world.stop());

async function deadOf(...names: string[]): Promise<Letters> {
  for (const name of names) moodsOf(world).refused.add(name);
  for (const name of names) await world.publish(registered(name));
  await world.drain();
  return read<Letters>(world, '/dead-letters');
}

const redriven = (eventId: unknown, body: object = {}) =>
  world.request('POST', `/api/v1/operator/dead-letters/${String(eventId)}/redrive`, {
    as: operatorToken,
    body,
  });

describe('the dead letters', () => {
  it('say who gave up on what, why, and in which trace', async () => {
    const { items, total } = await deadOf('ada');
    expect(total).toBe(1);
    expect(items).toMatchObject([
      {
        subscription,
        type: 'identity.user-registered.v1',
        key: 'u-ada',
        state: 'parked',
        attempts: 1,
        errorClass: 'Refused',
        errorMessage: 'ada is not greeted.',
        waiting: 0,
        createdInTrace: expect.stringMatching(/^[0-9a-f]{32}$/),
        failedInTrace: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ]);
  });

  it('keep personal fields masked', async () => {
    const letters = await deadOf('ada');
    expect(letters.items[0]?.['data']).toMatchObject({ email: '«personal»' });
    const one = await read<Letters>(world, `/dead-letters/${String(letters.items[0]?.['eventId'])}`);
    expect(one.items).toEqual(letters.items);
    expect(JSON.stringify([letters, one])).not.toContain('ada@example.com');
  });

  it('are found by subscription and type, up to a limit', async () => {
    await deadOf('ada', 'grace');
    const found = async (query: string) =>
      (await read<Letters>(world, `/dead-letters?${query}`)).items.length;
    expect(await found(`subscription=${subscription}`)).toBe(2);
    expect(await found('subscription=stats.scores')).toBe(0);
    expect(await found('type=identity.user-registered.v1&limit=1')).toBe(1);
    expect(await found('type=identity.email-verified.v1')).toBe(0);
  });

  it('hold corrupt facts and unknown types under the name of the type, with the text as it was stored [2-13]', async () => {
    await corrupted(world, 'identity.user-registered.v1', 'not { json');
    await corrupted(world, 'identity.user-vanished.v7', '{"userId":"u1"}', '{}', 'u1');
    await world.drain();
    const { items } = await read<Letters>(world, '/dead-letters');
    const by = (type: string) => items.find((letter) => letter['type'] === type);
    expect(by('identity.user-registered.v1')).toMatchObject({
      errorClass: 'CorruptFactError',
      data: null,
      raw: 'not { json',
    });
    expect(by('identity.user-vanished.v7')).toMatchObject({
      errorClass: 'UnknownTypeError',
      data: { userId: 'u1' },
      raw: null,
    });
  });

  it('run again when they are redriven, once', async () => {
    const { items } = await deadOf('ada');
    moodsOf(world).refused.clear();
    expect((await redriven(items[0]?.['eventId'])).body).toEqual({ redriven: 1 });
    expect((await redriven(items[0]?.['eventId'])).body).toEqual({ redriven: 0 });
    await world.drain();
    expect(moodsOf(world).greeted).toEqual(['ada']);
    expect(await read<Letters>(world, '/dead-letters')).toEqual({ items: [], total: 0 });
  });

  it('run again only in the subscription that is named', async () => {
    const { items } = await deadOf('ada');
    expect((await redriven(items[0]?.['eventId'], { subscription: 'stats.scores' })).body).toEqual({
      redriven: 0,
    });
    expect((await redriven(items[0]?.['eventId'], { subscription })).body).toEqual({ redriven: 1 });
  });

  it('do not include what never failed', async () => {
    const unknown = '01890a5d-ac96-774b-bcce-b302099a8057';
    expect((await redriven(unknown)).status).toBe(404);
    const shown = await world.request('GET', `/api/v1/operator/dead-letters/${unknown}`, {
      as: operatorToken,
    });
    expect(shown).toMatchObject({ status: 404, body: { type: '/problems/dead-letter-not-found' } });
  });

  it('are counted in groups of those that failed alike', async () => {
    await corrupted(world, 'identity.user-vanished.v7', '{}');
    await deadOf('ada', 'grace');
    const all = await read<Letters>(world, '/dead-letters/groups');
    expect(all).toMatchObject({
      total: 3,
      items: [
        { subscription, type: 'identity.user-registered.v1', errorClass: 'Refused', count: 2 },
        { subscription, type: 'identity.user-vanished.v7', errorClass: 'UnknownTypeError', count: 1 },
      ],
    });
    const some = await read<Letters>(world, '/dead-letters/groups?errorClass=Refused&limit=1');
    expect(some).toMatchObject({ total: 2, items: [{ count: 2 }] });
  });

  it('are found by the class of their error and by when they gave up', async () => {
    await deadOf('ada');
    const total = async (query: string) => (await read<Letters>(world, `/dead-letters?${query}`)).total;
    const now = encodeURIComponent(world.clock.now().toISOString());
    expect(await total('errorClass=Refused')).toBe(1);
    expect(await total('errorClass=TypeError')).toBe(0);
    expect(await total(`since=${now}`)).toBe(1);
    expect(await total(`until=${now}`)).toBe(0);
  });

  it('are for the operator alone', async () => {
    const { items } = await deadOf('ada');
    const path = `/api/v1/operator/dead-letters/${String(items[0]?.['eventId'])}/redrive`;
    expect((await world.request('POST', path, { as: 'user:u1:ada', body: {} })).status).toBe(403);
  });
});

describe('the data of a dead letter', () => {
  const edited = async (change: object, more: object = {}) => {
    const { items } = await read<Letters>(world, '/dead-letters');
    const data = { ...(items[0]?.['data'] as object), ...change };
    return operate(world, 'PUT', `/dead-letters/${String(items[0]?.['eventId'])}/data`, { data, ...more });
  };

  it('is replaced field by field, after a look at what would change, and runs again', async () => {
    await deadOf('ada');
    const changes = [{ field: 'username', before: 'ada', after: 'lovelace' }];
    const looked = await edited({ username: 'lovelace' }, { dryRun: true });
    expect(looked).toMatchObject({
      status: 200,
      body: { subscription, changes, edited: false, redriven: 0 },
    });
    expect((await read<Letters>(world, '/dead-letters')).items).toMatchObject([{ editedAt: null }]);
    const done = await edited({ username: 'lovelace' }, { redrive: true });
    expect(done).toMatchObject({ status: 200, body: { changes, edited: true, redriven: 1 } });
    await world.drain();
    expect(moodsOf(world).greeted).toEqual(['lovelace']);
  });

  it('is left as it is when nothing differs', async () => {
    await deadOf('ada');
    expect(await edited({})).toMatchObject({ status: 200, body: { changes: [], edited: false } });
    expect((await read<Letters>(world, '/dead-letters')).items).toMatchObject([{ editedAt: null }]);
  });

  it('is refused with the reason of the contract', async () => {
    await deadOf('ada');
    expect(await edited({ username: 7 })).toMatchObject({
      status: 422,
      body: { type: '/problems/edit-refused', detail: expect.stringContaining('/username must be string') },
    });
    expect(await edited({ email: 'eve@example.com' })).toMatchObject({ status: 422 });
  });
});

describe('archived dead letters', () => {
  it('let their key go on, and say so where their fact is shown', async () => {
    const { items } = await deadOf('ada');
    const id = String(items[0]?.['eventId']);
    expect(await operate(world, 'POST', `/dead-letters/${id}/archive`, {})).toMatchObject({
      body: { archived: 1 },
    });
    expect(await operate(world, 'POST', `/dead-letters/${id}/archive`, {})).toMatchObject({
      body: { archived: 0 },
    });
    moodsOf(world).refused.clear();
    await world.publish(registered('ada'));
    await world.drain();
    expect(moodsOf(world).greeted).toEqual(['ada']);
    const { deliveries } = await read<{ deliveries: object[] }>(world, `/events/${id}`);
    expect(deliveries).toContainEqual(expect.objectContaining({ subscription, state: 'archived' }));
  });

  it('are many at a time, after a count', async () => {
    await deadOf('ada', 'grace');
    const archive = (body: object) => operate(world, 'POST', '/dead-letters/archive', body);
    expect(await archive({ dryRun: true })).toMatchObject({ body: { archived: 0, remaining: 2 } });
    expect(await archive({ errorClass: 'TypeError' })).toMatchObject({ body: { archived: 0, remaining: 0 } });
    expect(await archive({ subscription })).toMatchObject({ body: { archived: 2, remaining: 0 } });
    expect(await read<Letters>(world, '/dead-letters')).toEqual({ items: [], total: 0 });
  });
});

describe('a redrive of many', () => {
  interface Started {
    readonly matching: number;
    readonly redrive: { readonly id: string } | null;
  }
  const start = async (body: object) => (await operate(world, 'POST', '/redrives', body)).body as Started;

  it('is counted first, started, and can be watched to its end', async () => {
    await deadOf('ada', 'grace');
    moodsOf(world).refused.clear();
    expect(await start({ dryRun: true })).toEqual({ matching: 2, redrive: null });
    const { matching, redrive } = await start({ subscription, rate: 1 });
    expect(matching).toBe(2);
    const watch = () => read(world, `/redrives/${redrive?.id}`);
    expect(await watch()).toMatchObject({ subscription, rate: 1, total: 2, done: 0, state: 'running' });
    await world.drain();
    world.clock.advance(1_000);
    await world.drain();
    expect(await watch()).toMatchObject({ done: 1, state: 'running', endedAt: null });
    world.clock.advance(1_000);
    await world.drain();
    world.clock.advance(1_000);
    await world.drain();
    expect(await watch()).toMatchObject({ done: 2, state: 'done', endedAt: expect.any(String) });
    expect(await read(world, '/redrives')).toMatchObject({ items: [{ id: redrive?.id }] });
    expect(moodsOf(world).greeted.sort()).toEqual(['ada', 'grace']);
  });

  it('is paused, resumed and cancelled', async () => {
    await deadOf('ada');
    const { redrive } = await start({});
    const ask = (verb: string) => operate(world, 'POST', `/redrives/${redrive?.id}/${verb}`, {});
    expect(await ask('pause')).toMatchObject({ body: { state: 'paused' } });
    expect(await ask('resume')).toMatchObject({ body: { state: 'running' } });
    expect(await ask('cancel')).toMatchObject({ body: { state: 'cancelled' } });
    expect(await ask('cancel')).toMatchObject({ status: 200 });
    expect(await ask('pause')).toMatchObject({ status: 409, body: { type: '/problems/redrive-ended' } });
  });

  it('that nobody started is not there', async () => {
    const unknown = '01890a5d-ac96-774b-bcce-b302099a8057';
    expect((await operate(world, 'POST', `/redrives/${unknown}/pause`, {})).status).toBe(404);
  });
});

describe('the audit', () => {
  it('tells who did what to how many, newest first, and holds no data of facts', async () => {
    const { items } = await deadOf('ada', 'grace');
    const id = String(items[0]?.['eventId']);
    const data = { ...(items[0]?.['data'] as object), username: 'lovelace' };
    await operate(world, 'PUT', `/dead-letters/${id}/data`, { data });
    await redriven(id);
    await operate(world, 'POST', '/redrives', { subscription });
    await operate(world, 'POST', '/redrives', { dryRun: true });
    await operate(world, 'POST', '/dead-letters/archive', {});
    const told = await read<{ items: object[] }>(world, '/audit?outcome=done');
    expect(told.items).toMatchObject([
      { actor: 'operator', action: 'dead-letter.archive', count: 1, about: {} },
      // Asked only what it would do.
      { action: 'redrives.start', count: null },
      { action: 'redrive.start', count: 1, about: { subscription } },
      { action: 'dead-letter.redrive', count: 1, about: { eventId: id } },
      { action: 'dead-letter.edit', count: 1, about: { eventId: id, subscription, fields: ['username'] } },
    ]);
    expect(JSON.stringify(told)).not.toContain('lovelace');
    const first = await read<{ items: object[]; nextCursor: string }>(world, '/audit?outcome=done&limit=3');
    const next = await read<{ items: object[] }>(
      world,
      `/audit?outcome=done&limit=3&cursor=${first.nextCursor}`,
    );
    expect(next.items).toEqual(told.items.slice(3));
  });
});

import { operatorToken, type World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { subscription } from './greetings.js';
import { corrupted, inspectionWorld, moodsOf, read, registered } from './inspection-world.js';

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

  it('are for the operator alone', async () => {
    const { items } = await deadOf('ada');
    const path = `/api/v1/operator/dead-letters/${String(items[0]?.['eventId'])}/redrive`;
    expect((await world.request('POST', path, { as: 'user:u1:ada', body: {} })).status).toBe(403);
  });
});

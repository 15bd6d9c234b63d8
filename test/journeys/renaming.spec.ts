import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BoardwalkWorld, operator, type Person } from './boardwalk-world.js';

describe('a person who goes by another name', () => {
  let world: BoardwalkWorld;
  let ada: Person;

  beforeAll(async () => {
    world = await BoardwalkWorld.start();
    ada = await world.signUp('ada');
    await world.expect(201, 'POST', 'collectives', {
      as: ada.token,
      body: { slug: 'tide-pool', name: 'Tide Pool' },
    });
    await world.drain();
    await world.publish(ada, '@tide-pool/shells', '2026.06.01.1');
    await world.drain();
    await world.expect(200, 'PUT', 'me/username', { as: ada.token, body: { username: 'countess' } });
    await world.drain();
  });
  afterAll(() => world.stop());

  it('has it in every context', async () => {
    const profile = await world.expect<{ username: string }>(200, 'GET', 'users/countess');
    expect(profile.username).toBe('countess');
    expect(await world.expect(200, 'GET', 'stats/countess')).toMatchObject({ username: 'countess' });
    const { items } = await world.expect<{ items: { username: string }[] }>(200, 'GET', 'leaderboards');
    expect(items.map(({ username }) => username)).toContain('countess');
    const { members } = await world.expect<{ members: object[] }>(200, 'GET', 'collectives/tide-pool', {
      as: ada.token,
    });
    expect(members).toMatchObject([{ username: 'countess' }]);
    expect(await world.request('GET', 'collectives/countess')).toMatchObject({ status: 200 });
    expect(JSON.stringify((await world.request('GET', 'extensions/@tide-pool/shells')).body)).toContain(
      'countess',
    );
    await world.publish(ada, '@tide-pool/shells', '2026.06.01.2');
    await world.drain();
    const facts = await world.rows<{ username: string }>(
      `SELECT data::jsonb ->> 'username' AS username FROM messaging.facts
       WHERE type = 'extensions.extension-published.v1' ORDER BY occurred_at`,
    );
    expect(facts.map(({ username }) => username)).toEqual(['ada', 'countess']);
    expect(await world.expect(200, 'GET', 'stats/countess')).toMatchObject({
      counters: { extension_published: 2 },
    });
  });

  it.each([
    ['users/ada', '/api/v1/users/countess'],
    ['stats/ada', '/api/v1/stats/countess'],
    ['collectives/ada', '/api/v1/collectives/countess'],
  ])('is found where they were known before: %s', async (old, now) => {
    const { status, headers } = await world.request('GET', old);
    expect({ status, location: headers['location'] }).toEqual({ status: 308, location: now });
  });

  it('can be looked up by operators under the new one', async () => {
    const { items } = await world.expect<{ items: { grantId: string }[] }>(
      200,
      'GET',
      'operator/stats/countess/grants',
      { as: operator },
    );
    expect(items.length).toBeGreaterThan(3);
  });

  it('leaves the old name to nobody else, and may take it back', async () => {
    const other = { username: 'ada', email: 'other@example.org', password: 'a long enough password' };
    expect(await world.request('POST', 'users', { body: other })).toMatchObject({ status: 409 });
    await world.expect(200, 'PUT', 'me/username', { as: ada.token, body: { username: 'ada' } });
    await world.drain();
    expect(await world.request('GET', 'users/ada')).toMatchObject({ status: 200 });
    expect((await world.request('GET', 'stats/countess')).headers['location']).toBe('/api/v1/stats/ada');
  });
});

import { CollectiveRenamedIntegrationEvent } from '@boardwalk/integration-events';
import { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { as, ask, collectivesWorld, found, given, join, membersOf, outcome } from './collectives-world.js';

let world: World;
beforeEach(async () => {
  world = await collectivesWorld();
  await given(world, 'ada', 'grace');
  await found(world, 'ada', 'tide-pool');
});
afterEach(() => world.stop());

const rename = (slug: string, to: object, username = 'ada') => ask(world, username, 'PATCH', slug, to);
const show = (slug: string) => world.request('GET', `/api/v1/collectives/${slug}`);

describe('renaming a collective', () => {
  it('gives it a slug and a name, and says so in one fact', async () => {
    const answer = await rename('tide-pool', { slug: 'rock-pool', name: 'Rock Pool' });
    expect(answer).toMatchObject({ status: 200, body: { slug: 'rock-pool', name: 'Rock Pool' } });
    const [renamed, ...others] = await world.facts(CollectiveRenamedIntegrationEvent);
    expect(others).toEqual([]);
    expect(renamed).toMatchObject({
      oldSlug: 'tide-pool',
      slug: 'rock-pool',
      oldName: 'tide-pool',
      name: 'Rock Pool',
      renamedByUserId: 'u-ada',
    });
    expect(renamed).not.toHaveProperty('personal');
    expect(await membersOf(world, 'rock-pool', 'ada')).toEqual(['ada owner']);
  });

  it('leads from every slug that it had to the one it has', async () => {
    await rename('tide-pool', { slug: 'rock-pool' });
    await rename('rock-pool', { slug: 'reef' });
    for (const old of ['tide-pool', 'rock-pool']) {
      const answer = await show(old);
      expect(outcome(answer)).toBe('308 renamed');
      expect(answer.headers['location']).toBe('/api/v1/collectives/reef');
    }
    expect((await show('reef')).status).toBe(200);
  });

  it('keeps old slugs from everybody else, and lets the collective have them back', async () => {
    await rename('tide-pool', { slug: 'rock-pool' });
    expect(outcome(await found(world, 'grace', 'tide-pool'))).toBe('409 slug-taken');
    await found(world, 'grace', 'reef');
    expect(outcome(await rename('reef', { slug: 'tide-pool' }, 'grace'))).toBe('409 slug-taken');
    expect(outcome(await rename('rock-pool', { slug: 'tide-pool' }))).toBe('200');
    expect(outcome(await show('rock-pool'))).toBe('308 renamed');
  });

  it('works on the slug that it has, not on one that it had', async () => {
    await rename('tide-pool', { slug: 'rock-pool' });
    expect(outcome(await rename('tide-pool', { name: 'X' }))).toBe('404 collective-not-found');
  });

  it('refuses what it must, and changes nothing', async () => {
    await join(world, 'ada', 'tide-pool', 'grace', 'member');
    const before = await world.facts();
    expect(outcome(await rename('tide-pool', { name: 'X' }, 'grace'))).toBe('403 role-too-low');
    expect(outcome(await rename('tide-pool', { name: 'X' }, 'lin'))).toBe('404 collective-not-found');
    expect(outcome(await rename('tide-pool', { slug: 'admin' }))).toBe('422 slug-reserved');
    expect(outcome(await rename('tide-pool', { slug: 'grace' }))).toBe('409 slug-taken');
    for (const body of [{}, { slug: 'A b' }, { name: '' }, { name: 'X', personal: true }])
      expect(outcome(await rename('tide-pool', body))).toBe('400 validation-failed');
    expect(await world.facts()).toHaveLength(before.length);
    expect((await show('tide-pool')).body).toMatchObject({ slug: 'tide-pool', name: 'tide-pool' });
  });

  it('gives one slug to one of two who want it at the same moment', async () => {
    await found(world, 'grace', 'reef');
    for (let round = 0; round < 20; round += 1) {
      const wanted = `wanted-${round}`;
      const slugs = (await world.request('GET', '/api/v1/collectives/mine', { as: as('ada') })).body as {
        items: { slug: string; personal: boolean }[];
      };
      const own = slugs.items.find(({ personal }) => !personal)?.slug ?? '';
      const answers = await Promise.all([rename(own, { slug: wanted }), found(world, 'grace', wanted)]);
      expect(answers.map(({ status }) => status < 300).sort()).toEqual([false, true]);
    }
  }, 240_000);
});

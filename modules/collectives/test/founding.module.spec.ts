import {
  CollectiveCreatedIntegrationEvent,
  MemberJoinedIntegrationEvent,
} from '@boardwalk/integration-events';
import { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { as, collectivesWorld, found, given, membersOf, outcome, registered } from './collectives-world.js';

let world: World;
beforeEach(async () => {
  world = await collectivesWorld();
});
afterEach(() => world.stop());

const personalSlugOf = async (username: string) => {
  const facts = await world.facts(CollectiveCreatedIntegrationEvent);
  return facts.filter((fact) => fact.createdByUsername === username && fact.personal).map(({ slug }) => slug);
};

describe('a sign-up', () => {
  it('founds a personal collective under the username, once, at the time of the sign-up', async () => {
    const registeredAt = world.clock.now().toISOString();
    await world.publish(registered('ada'));
    world.clock.advance(60_000);
    await world.drain();
    const [created, ...others] = await world.facts(CollectiveCreatedIntegrationEvent);
    expect(others).toEqual([]);
    expect(created).toMatchObject({ slug: 'ada', name: 'ADA', createdByUserId: 'u-ada', personal: true });
    expect(created?.metadata.occurredAt).toBe(registeredAt);
    expect(await world.facts(MemberJoinedIntegrationEvent)).toMatchObject([
      { collectiveId: created?.collectiveId, userId: 'u-ada', role: 'owner' },
    ]);
    expect(await membersOf(world, 'ada', 'ada')).toEqual(['ada owner']);
  });

  it('takes the next free slug when the username is taken or reserved', async () => {
    await given(world, 'grace');
    await found(world, 'grace', 'ada');
    await found(world, 'grace', 'ada-2');
    await given(world, 'ada', 'admin');
    expect(await personalSlugOf('ada')).toEqual(['ada-3']);
    expect(await personalSlugOf('admin')).toEqual(['admin-2']);
    await given(world, 'admin-2');
    expect(await personalSlugOf('admin-2')).toEqual(['admin-2-2']);
  });

  it('that is told again under another event id founds nothing more', async () => {
    await given(world, 'ada');
    await given(world, 'ada');
    expect(await personalSlugOf('ada')).toEqual(['ada']);
  });

  it('of an imported person, who has no address, founds as well', async () => {
    await world.publish(registered('ada', null));
    await world.drain();
    expect(await personalSlugOf('ada')).toEqual(['ada']);
    expect(await world.rows('SELECT address_fingerprint FROM collectives.people')).toEqual([
      { address_fingerprint: null },
    ]);
  });

  it('survives that somebody takes the slug at the same moment', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `rival-${index}`);
    for (const name of names) await world.publish(registered(name));
    const foundings = names.map((name) => found(world, 'grace', name));
    await Promise.all([world.drain(), ...foundings]);
    await world.drain();
    for (const [index, name] of names.entries()) {
      const lost = (await foundings[index])?.status === 409;
      expect(await personalSlugOf(name)).toEqual([lost ? name : `${name}-2`]);
    }
    expect(
      await world.rows(`SELECT state FROM messaging.deliveries WHERE state IN ('parked', 'skipped')`),
    ).toEqual([]);
  });
});

describe('founding', () => {
  it('makes the founder the owner and says so in two facts, in order', async () => {
    const answer = await found(world, 'ada', 'tide-pool');
    expect(answer.status).toBe(201);
    const { collectiveId } = answer.body as { collectiveId: string };
    expect(answer.body).toEqual({ collectiveId, slug: 'tide-pool', name: 'tide-pool' });
    const [created, joined, ...others] = await world.facts();
    expect(others).toEqual([]);
    expect(created).toEqual(
      new CollectiveCreatedIntegrationEvent({
        collectiveId,
        slug: 'tide-pool',
        name: 'tide-pool',
        createdByUserId: 'u-ada',
        createdByUsername: 'ada',
      }),
    );
    expect(joined).toEqual(
      new MemberJoinedIntegrationEvent({
        collectiveId,
        slug: 'tide-pool',
        userId: 'u-ada',
        username: 'ada',
        role: 'owner',
      }),
    );
  });

  it('gives a slug to one of many who want it at the same time', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `founder-${index}`);
    const answers = await Promise.all(names.map((name) => found(world, name, 'tide-pool')));
    expect(answers.map(outcome).sort()).toEqual(['201', ...Array<string>(11).fill('409 slug-taken')]);
    expect(await world.facts(CollectiveCreatedIntegrationEvent)).toHaveLength(1);
  });

  it('refuses what it must, and changes nothing', async () => {
    const refused: readonly [body: object, expected: string][] = [
      [{ slug: 'admin', name: 'Us' }, '422 slug-reserved'],
      [{ slug: '../b', name: 'Us' }, '400 validation-failed'],
      [{ slug: 'tide-pool', name: '  ' }, '400 validation-failed'],
      [{ slug: 'tide-pool', name: 'Us\r\nBcc: all' }, '400 validation-failed'],
      [{ slug: 'tide-pool', name: 'Us', personal: true }, '400 validation-failed'],
      [{ slug: 'tide-pool' }, '400 validation-failed'],
    ];
    for (const [body, expected] of refused) {
      const answer = await world.request('POST', '/api/v1/collectives', { as: as('ada'), body });
      expect(outcome(answer), JSON.stringify(body)).toBe(expected);
    }
    expect(await world.facts()).toEqual([]);
    expect(await world.rows('SELECT slug FROM collectives.slugs')).toEqual([]);
  });

  it('needs somebody who signed in', async () => {
    const answer = await world.request('POST', '/api/v1/collectives', { body: { slug: 'ab', name: 'Us' } });
    expect(outcome(answer)).toBe('401 unauthenticated');
  });
});

describe('looking', () => {
  it('lists all collectives by slug, page by page', async () => {
    for (const slug of ['wave', 'dune', 'tide']) await found(world, 'ada', slug);
    const list = async (query: string) => {
      const { body } = await world.request('GET', `/api/v1/collectives?${query}`);
      return body as { items: { slug: string; memberCount: number }[]; nextCursor: string | null };
    };
    const first = await list('limit=2');
    expect(first.items).toMatchObject([
      { slug: 'dune', memberCount: 1, personal: false },
      { slug: 'tide', memberCount: 1, personal: false },
    ]);
    const second = await list(`limit=2&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ items: [{ slug: 'wave' }], nextCursor: null });
  });

  it('shows members to members only', async () => {
    await found(world, 'ada', 'tide-pool');
    const stranger = await world.request('GET', '/api/v1/collectives/tide-pool', { as: as('grace') });
    expect(stranger.body).toMatchObject({ slug: 'tide-pool', memberCount: 1, members: null });
    const anybody = await world.request('GET', '/api/v1/collectives/tide-pool');
    expect(anybody.body).toMatchObject({ members: null });
    expect(await membersOf(world, 'tide-pool', 'ada')).toEqual(['ada owner']);
  });

  it('for what is not there is answered with 404', async () => {
    expect(outcome(await world.request('GET', '/api/v1/collectives/nowhere'))).toBe(
      '404 collective-not-found',
    );
  });
});

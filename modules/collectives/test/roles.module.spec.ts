import {
  MemberRoleChangedIntegrationEvent,
  OwnershipTransferredIntegrationEvent,
} from '@boardwalk/integration-events';
import { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  as,
  ask,
  collectivesWorld,
  found,
  given,
  join,
  membersOf,
  outcome,
  remove,
} from './collectives-world.js';

let world: World;
beforeEach(async () => {
  world = await collectivesWorld();
  await given(world, 'ada', 'grace', 'joan');
  await found(world, 'ada', 'tide-pool');
  await join(world, 'ada', 'tide-pool', 'grace', 'admin');
});
afterEach(() => world.stop());

const change = (by: string, username: string, role: string, slug = 'tide-pool') =>
  ask(world, by, 'PUT', `${slug}/members/${username}/role`, { role });
const transfer = (by: string, to: string, slug = 'tide-pool') =>
  ask(world, by, 'POST', `${slug}/transfer`, { to });

describe('the role of a member', () => {
  it('is changed, and the fact says from what to what', async () => {
    await join(world, 'ada', 'tide-pool', 'joan', 'member');
    expect(outcome(await change('grace', 'joan', 'admin'))).toBe('204');
    expect(await world.facts(MemberRoleChangedIntegrationEvent)).toMatchObject([
      {
        slug: 'tide-pool',
        userId: 'u-joan',
        username: 'joan',
        from: 'member',
        to: 'admin',
        changedByUserId: 'u-grace',
      },
    ]);
    expect(await membersOf(world, 'tide-pool', 'joan')).toEqual(['ada owner', 'grace admin', 'joan admin']);
    expect(outcome(await change('grace', 'joan', 'admin'))).toBe('204');
    expect(await world.facts(MemberRoleChangedIntegrationEvent)).toHaveLength(1);
  });

  it('of an owner is nothing that an admin can touch', async () => {
    expect(outcome(await change('grace', 'ada', 'member'))).toBe('403 role-too-low');
    expect(outcome(await change('grace', 'grace', 'owner'))).toBe('403 role-too-low');
    expect(await world.facts(MemberRoleChangedIntegrationEvent)).toEqual([]);
  });

  it('is no business of strangers, and none that does not exist', async () => {
    expect(outcome(await change('joan', 'grace', 'member'))).toBe('404 collective-not-found');
    expect(outcome(await change('ada', 'joan', 'member'))).toBe('404 member-not-found');
    expect(outcome(await change('ada', 'grace', 'king'))).toBe('400 validation-failed');
    expect(outcome(await change('ada', 'ada', 'admin', 'ada'))).toBe('409 personal-collective');
  });
});

describe('the ownership', () => {
  it('passes to another member, and the owner stays as an admin', async () => {
    expect(outcome(await transfer('ada', 'grace'))).toBe('204');
    expect(await world.facts(OwnershipTransferredIntegrationEvent)).toMatchObject([
      { fromUserId: 'u-ada', fromUsername: 'ada', toUserId: 'u-grace', toUsername: 'grace' },
    ]);
    expect(await membersOf(world, 'tide-pool', 'ada')).toEqual(['ada admin', 'grace owner']);
    expect(outcome(await transfer('ada', 'grace'))).toBe('403 role-too-low');
  });

  it('passes to nobody who is not a member, and never of a personal collective', async () => {
    expect(outcome(await transfer('ada', 'joan'))).toBe('404 member-not-found');
    expect(outcome(await transfer('ada', 'ada'))).toBe('409 already-owner');
    expect(outcome(await transfer('joan', 'grace'))).toBe('404 collective-not-found');
    expect(outcome(await transfer('ada', 'ada', 'ada'))).toBe('409 personal-collective');
    expect(await world.facts(OwnershipTransferredIntegrationEvent)).toEqual([]);
  });
});

describe('at least one owner', () => {
  const owners = async () =>
    (
      await world.rows<{ username: string }>(
        `SELECT username FROM collectives.members m JOIN collectives.collectives c ON c.id = m.collective_id
         WHERE c.slug = 'tide-pool' AND role = 'owner' ORDER BY username`,
      )
    ).map(({ username }) => username);

  /** Both are owners again, whoever is one still. */
  async function both(): Promise<void> {
    const [owner = ''] = await owners();
    for (const other of ['ada', 'grace'].filter((username) => username !== owner)) {
      const { status } = await change(owner, other, 'owner');
      if (status === 404) await join(world, owner, 'tide-pool', other, 'owner');
    }
    expect(await owners()).toEqual(['ada', 'grace']);
  }

  const races: readonly (readonly [string, () => Promise<{ status: number }>[]])[] = [
    ['both step down', () => [change('ada', 'ada', 'member'), change('grace', 'grace', 'member')]],
    ['each demotes the other', () => [change('ada', 'grace', 'member'), change('grace', 'ada', 'member')]],
    [
      'both leave',
      () => [remove(world, 'ada', 'tide-pool', 'ada'), remove(world, 'grace', 'tide-pool', 'grace')],
    ],
    [
      'one leaves and the other steps down',
      () => [remove(world, 'ada', 'tide-pool', 'ada'), change('grace', 'grace', 'admin')],
    ],
    [
      'each removes the other',
      () => [remove(world, 'ada', 'tide-pool', 'grace'), remove(world, 'grace', 'tide-pool', 'ada')],
    ],
  ];

  it.each(races)(
    'is left when %s at the same moment',
    async (_how, race) => {
      for (let round = 0; round < 20; round += 1) {
        await both();
        const answers = await Promise.all(race());
        expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
        expect(await owners()).toHaveLength(1);
      }
    },
    240_000,
  );
});

describe('the collectives that somebody belongs to', () => {
  it('are listed with the role, page by page', async () => {
    const list = async (query: string) =>
      (await world.request('GET', `/api/v1/collectives/mine${query}`, { as: as('grace') })).body as {
        items: object[];
        nextCursor: string | null;
      };
    const first = await list('?limit=1');
    expect(first.items).toMatchObject([{ slug: 'grace', personal: true, role: 'owner' }]);
    expect(await list(`?limit=1&cursor=${first.nextCursor}`)).toMatchObject({
      items: [{ slug: 'tide-pool', personal: false, role: 'admin' }],
      nextCursor: null,
    });
    expect((await world.request('GET', '/api/v1/collectives/mine')).status).toBe(401);
  });
});

import { UserRegisteredIntegrationEvent } from '@boardwalk/integration-events';
import { operatorToken, type World } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityWorld, sessionOf, signedUp } from './identity-world.js';

let world: World;
beforeAll(async () => {
  world = await identityWorld();
});
afterAll(() => world.stop());

const registeredAt = '2026-03-17T18:21:17+00:00';

async function bringIn(users: readonly object[]) {
  const answer = await world.request('POST', '/api/v1/operator/users:import', {
    as: operatorToken,
    body: { users },
  });
  expect(answer.status).toBe(200);
  return (
    answer.body as { results: { username: string; status: string; userId?: string; reason?: string }[] }
  ).results;
}

const crowd = Array.from({ length: 200 }, (_, n) => ({ username: `author-${n}`, registeredAt }));

describe('users:import', () => {
  it('brings people in at their own time, without address or password', async () => {
    const [ada] = await bringIn([{ username: 'ada', displayName: 'Ada', registeredAt }]);
    expect(ada).toMatchObject({ username: 'ada', status: 'done' });
    const [fact] = await world.facts(UserRegisteredIntegrationEvent);
    expect(fact).toEqual(
      new UserRegisteredIntegrationEvent({
        userId: ada?.userId ?? '',
        username: 'ada',
        displayName: 'Ada',
        source: 'import',
      }),
    );
    expect(fact?.metadata.occurredAt).toBe('2026-03-17T18:21:17.000Z');
    expect(
      await world.rows(
        `SELECT email, created_at, (SELECT count(*)::int FROM identity.accounts WHERE user_id = users.id) AS accounts
         FROM identity.users WHERE id = $1`,
        [ada?.userId],
      ),
    ).toEqual([{ email: null, created_at: new Date(registeredAt), accounts: 0 }]);
  });

  it('takes 200 at once, and again without any change', async () => {
    const before = (await world.facts()).length;
    const first = await bringIn(crowd);
    expect(first.every(({ status }) => status === 'done')).toBe(true);
    const second = await bringIn(crowd);
    expect(second).toEqual(first.map((result) => ({ ...result, status: 'repeated' })));
    expect(await world.facts()).toHaveLength(before + crowd.length);
  });

  it('makes everybody once when two imports run at the same time', async () => {
    const before = (await world.facts()).length;
    const lines = crowd.map(({ username }) => ({ username: `twice-${username}`, registeredAt }));
    const both = await Promise.all([bringIn(lines), bringIn([...lines].reverse())]);
    expect(both.flat().filter(({ status }) => status === 'done')).toHaveLength(lines.length);
    expect(both.flat().filter(({ status }) => status === 'repeated')).toHaveLength(lines.length);
    expect(new Set(both.flat().map(({ userId }) => userId)).size).toBe(lines.length);
    expect(await world.facts()).toHaveLength(before + lines.length);
  });

  it('rejects a bad line and takes the others', async () => {
    const results = await bringIn([
      { username: 'fine-one', registeredAt },
      { username: 'Not Fine', registeredAt },
      { username: 'operator', registeredAt },
      { username: 'bad-name', displayName: 'x\ny', registeredAt },
    ]);
    expect(results.map(({ status }) => status)).toEqual(['done', 'rejected', 'rejected', 'rejected']);
    expect(results[1]?.reason).toContain('3 to 32 characters');
    expect(
      await world.rows(`SELECT 1 FROM identity.profiles WHERE username IN ('operator', 'bad-name')`),
    ).toEqual([]);
  });

  it('repeats a name that somebody signed up with, and changes nothing about them', async () => {
    const grace = await signedUp(world, 'grace');
    expect(await bringIn([{ username: 'grace', displayName: 'Impostor', registeredAt }])).toEqual([
      { username: 'grace', status: 'repeated', userId: grace.userId },
    ]);
    expect(await world.rows('SELECT name FROM identity.users WHERE id = $1', [grace.userId])).toEqual([
      { name: 'grace' },
    ]);
  });

  it('is for the operator alone', async () => {
    const as = await sessionOf(world, await signedUp(world, 'stranger'));
    const body = { users: [{ username: 'nobody-1', registeredAt }] };
    expect((await world.request('POST', '/api/v1/operator/users:import', { as, body })).status).toBe(403);
    expect((await world.request('POST', '/api/v1/operator/users:import', { body })).status).toBe(401);
  });

  it.each([
    [{ users: [{ username: 'x-1', registeredAt: 'yesterday' }] }],
    [{ users: [{ username: 'x-1', registeredAt, password: 'given' }] }],
    [{ users: Array.from({ length: 1001 }, () => ({ username: 'x-1', registeredAt })) }],
    [{}],
  ])('refuses what it cannot read (%#)', async (body) => {
    expect(
      (await world.request('POST', '/api/v1/operator/users:import', { as: operatorToken, body })).status,
    ).toBe(400);
  });
});

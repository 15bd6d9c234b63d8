import {
  CollectiveCreatedIntegrationEvent,
  MemberJoinedIntegrationEvent,
} from '@boardwalk/integration-events';
import { operatorToken, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  as,
  collectivesWorld,
  found,
  given,
  membersOf,
  outcome,
  registered,
  remove,
} from './collectives-world.js';

let world: World;
beforeEach(async () => {
  world = await collectivesWorld();
  await given(world, 'ada', 'grace', 'joan');
});
afterEach(() => world.stop());

const founding = { slug: 'toolshed', founder: 'ada', foundedAt: '2026-03-17T18:21:17+00:00' };
const joining = { slug: 'toolshed', username: 'grace', joinedAt: '2026-03-18T19:01:02+02:00' };

async function bringIn(
  collectives: readonly object[],
  members: readonly object[],
  headers: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const answer = await world.request('POST', '/api/v1/operator/collectives:import', {
    as: operatorToken,
    body: { collectives, members },
    headers,
  });
  expect(answer.status).toBe(200);
  const { results } = answer.body as { results: { slug: string; username?: string; status: string }[] };
  return results.map(({ slug, username, status }) => `${slug} ${username ?? '-'} ${status}`);
}

describe('an import', () => {
  it('founds and joins at the times of its lines', async () => {
    expect(await bringIn([founding], [joining])).toEqual(['toolshed - done', 'toolshed grace done']);
    const created = (await world.facts(CollectiveCreatedIntegrationEvent)).at(-1);
    expect(created).toMatchObject({ slug: 'toolshed', name: 'toolshed', createdByUsername: 'ada' });
    expect(created?.personal).toBeUndefined();
    expect(created?.metadata.occurredAt).toBe('2026-03-17T18:21:17.000Z');
    const joined = (await world.facts(MemberJoinedIntegrationEvent)).slice(-2);
    expect(joined.map(({ username, role, metadata }) => [username, role, metadata.occurredAt])).toEqual([
      ['ada', 'owner', '2026-03-17T18:21:17.000Z'],
      ['grace', 'member', '2026-03-18T17:01:02.000Z'],
    ]);
    expect(await membersOf(world, 'toolshed', 'ada')).toEqual(['ada owner', 'grace member']);
  });

  it('a second time changes nothing and brings back nobody who left', async () => {
    await bringIn([founding], [joining]);
    await remove(world, 'grace', 'toolshed', 'grace');
    const before = await world.facts();
    expect(await bringIn([founding], [joining, { ...joining, username: 'ada' }])).toEqual([
      'toolshed - repeated',
      'toolshed grace repeated',
      'toolshed ada repeated',
    ]);
    expect(await world.facts()).toHaveLength(before.length);
    expect(await membersOf(world, 'toolshed', 'ada')).toEqual(['ada owner']);
  });

  it('of a later part of a history takes its first author in as a member', async () => {
    await bringIn([founding], []);
    const later = { ...founding, founder: 'joan' };
    expect(await bringIn([later], [])).toEqual(['toolshed - done']);
    expect(await bringIn([later], [])).toEqual(['toolshed - repeated']);
    expect(await membersOf(world, 'toolshed', 'ada')).toEqual(['ada owner', 'joan member']);
  });

  it('refuses single lines and goes on', async () => {
    await found(world, 'joan', 'reef');
    expect(
      await bringIn(
        [
          founding,
          { ...founding, slug: 'reef' },
          { ...founding, slug: 'ada' },
          { ...founding, slug: 'admin' },
        ],
        [
          { ...joining, slug: 'reef' },
          { ...joining, slug: 'ada' },
          { ...joining, slug: 'nowhere' },
          { ...joining, username: 'unheard-of' },
          joining,
        ],
      ),
    ).toEqual([
      'toolshed - done',
      'reef - rejected',
      'ada - rejected',
      'admin - rejected',
      'reef grace rejected',
      'ada grace rejected',
      'nowhere grace rejected',
      'toolshed unheard-of rejected',
      'toolshed grace done',
    ]);
    expect(await membersOf(world, 'reef', 'joan')).toEqual(['joan owner']);
  });

  it('says why it refuses a line', async () => {
    const { body } = await world.request('POST', '/api/v1/operator/collectives:import', {
      as: operatorToken,
      body: { collectives: [{ ...founding, founder: 'unheard-of' }], members: [] },
    });
    expect(body).toEqual({
      results: [
        {
          slug: 'toolshed',
          status: 'rejected',
          reason: 'Nobody is called "unheard-of" here. Import the person first.',
        },
      ],
    });
  });

  it('puts lines off while people are still arriving whom the caller has brought in', async () => {
    await world.publish(registered('lin', null));
    const { headers } = await found(world, 'joan', 'reef');
    const told = { 'boardwalk-position': String(headers['boardwalk-position']) };
    const lines = [[{ ...founding, founder: 'lin' }], [joining]] as const;
    expect(await bringIn(...lines, told)).toEqual(['toolshed - behind', 'toolshed grace behind']);
    expect(await bringIn([founding], [{ ...joining, username: 'lin' }], told)).toEqual([
      'toolshed - done',
      'toolshed lin behind',
    ]);
    await world.drain();
    expect(await bringIn([founding], [{ ...joining, username: 'lin' }], told)).toEqual([
      'toolshed - repeated',
      'toolshed lin done',
    ]);
  });

  it('is for the operator, in the form that it takes', async () => {
    const send = (token: string, body: unknown) =>
      world.request('POST', '/api/v1/operator/collectives:import', { as: token, body });
    expect(outcome(await send(as('ada'), { collectives: [], members: [] }))).toBe('403 forbidden');
    expect(outcome(await send(operatorToken, { collectives: [] }))).toBe('400 validation-failed');
    const bad = { collectives: [{ ...founding, foundedAt: 'yesterday' }], members: [] };
    expect(outcome(await send(operatorToken, bad))).toBe('400 validation-failed');
  });
});

import {
  AccountReinstatedIntegrationEvent,
  AccountSuspendedIntegrationEvent,
  TokenCreatedIntegrationEvent,
  TokenRevokedIntegrationEvent,
} from '@boardwalk/integration-events';
import { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, collectivesWorld, found, given, join, outcome, remove } from './collectives-world.js';

const day = 24 * 60 * 60 * 1000;

let world: World;
beforeEach(async () => {
  world = await collectivesWorld();
  await given(world, 'ada', 'grace', 'joan');
  await found(world, 'ada', 'tide-pool');
});
afterEach(() => world.stop());

interface Made {
  readonly tokenId: string;
  readonly token: string;
}
const make = (username: string, fields: object = {}, slug = 'tide-pool') =>
  ask(world, username, 'POST', `${slug}/tokens`, { name: 'builds', scopes: ['collectives:read'], ...fields });
const made = async (username = 'ada', fields: object = {}) => {
  const answer = await make(username, fields);
  expect(answer.status).toBe(201);
  return answer.body as Made;
};
const revoke = (username: string, tokenId: string) =>
  ask(world, username, 'DELETE', `tide-pool/tokens/${tokenId}`);
/** Whether the bearer is shown who belongs to the collective. */
const seesMembers = async (token: string, slug = 'tide-pool') => {
  const { body } = await world.request('GET', `/api/v1/collectives/${slug}`, { as: token });
  return (body as { members: unknown }).members !== null;
};

describe('a token of a collective', () => {
  it('is shown once, and kept as a hash', async () => {
    const { tokenId, token } = await made();
    expect(token).toMatch(/^bwt_[\w-]{43}$/);
    expect(await world.facts(TokenCreatedIntegrationEvent)).toMatchObject([
      { slug: 'tide-pool', tokenId, name: 'builds', scopes: ['collectives:read'], createdByUserId: 'u-ada' },
    ]);
    const list = await ask(world, 'ada', 'GET', 'tide-pool/tokens');
    expect(list.body).toEqual({
      items: [
        {
          tokenId,
          name: 'builds',
          scopes: ['collectives:read'],
          createdBy: 'ada',
          createdAt: world.clock.now().toISOString(),
          expiresAt: null,
          lastUsedAt: null,
        },
      ],
      nextCursor: null,
    });
    for (const table of ['collectives.tokens', 'messaging.facts'])
      expect(JSON.stringify(await world.rows(`SELECT t::text FROM ${table} t`))).not.toContain(token);
  });

  it('speaks for its collective, within its scopes, and for no other', async () => {
    const { token } = await made();
    expect(await seesMembers(token)).toBe(true);
    await found(world, 'ada', 'reef');
    expect(await seesMembers(token, 'reef')).toBe(false);
    expect(await seesMembers((await made('ada', { scopes: ['extensions:write'] })).token)).toBe(false);
    expect(await seesMembers('bwt_guessed')).toBe(false);
    const [used] = await world.rows<{ last_used_at: Date }>(
      'SELECT last_used_at FROM collectives.tokens WHERE last_used_at IS NOT NULL',
    );
    expect(used?.last_used_at).toEqual(world.clock.now());
  });

  it('cannot create tokens, nor do anything else that is for people', async () => {
    const { token } = await made('ada', { scopes: ['collectives:tokens', 'collectives:write'] });
    const body = { name: 'more', scopes: ['collectives:read'] };
    const creating = await world.request('POST', '/api/v1/collectives/tide-pool/tokens', { as: token, body });
    expect(outcome(creating)).toBe('403 forbidden');
    const dissolving = await world.request('DELETE', '/api/v1/collectives/tide-pool', { as: token });
    expect(outcome(dissolving)).toBe('403 forbidden');
    expect(await world.facts(TokenCreatedIntegrationEvent)).toHaveLength(1);
  });

  it('works until it is revoked', async () => {
    const { tokenId, token } = await made();
    await join(world, 'ada', 'tide-pool', 'grace', 'member');
    expect(outcome(await revoke('grace', tokenId))).toBe('403 role-too-low');
    expect(outcome(await revoke('joan', tokenId))).toBe('404 collective-not-found');
    expect(outcome(await revoke('ada', tokenId))).toBe('204');
    expect(await world.facts(TokenRevokedIntegrationEvent)).toMatchObject([
      { slug: 'tide-pool', tokenId, revokedByUserId: 'u-ada' },
    ]);
    expect(await seesMembers(token)).toBe(false);
    expect(outcome(await revoke('ada', tokenId))).toBe('404 token-not-found');
  });

  it('works until it expires', async () => {
    const expiresAt = new Date(world.clock.now().getTime() + day).toISOString();
    const { token } = await made('ada', { expiresAt });
    world.clock.advance(day - 1);
    expect(await seesMembers(token)).toBe(true);
    world.clock.advance(1);
    expect(await seesMembers(token)).toBe(false);
    expect(outcome(await make('ada', { expiresAt }))).toBe('422 token-expired-already');
  });

  it('ends with the membership of whoever made it', async () => {
    await join(world, 'ada', 'tide-pool', 'grace', 'admin');
    const { tokenId, token } = await made('grace');
    await remove(world, 'ada', 'tide-pool', 'grace');
    expect(await seesMembers(token)).toBe(false);
    expect(await world.facts(TokenRevokedIntegrationEvent)).toMatchObject([
      { tokenId, revokedByUserId: 'u-ada' },
    ]);
  });

  it('rests while whoever made it is suspended', async () => {
    const { token } = await made();
    await world.publish(new AccountSuspendedIntegrationEvent({ userId: 'u-ada', reason: 'spam' }));
    await world.drain();
    expect(await seesMembers(token)).toBe(false);
    await world.publish(new AccountReinstatedIntegrationEvent({ userId: 'u-ada' }));
    await world.drain();
    expect(await seesMembers(token)).toBe(true);
  });

  it('is made by those who look after the collective, of what they say it may do', async () => {
    await join(world, 'ada', 'tide-pool', 'grace', 'member');
    expect(outcome(await make('grace'))).toBe('403 role-too-low');
    expect(outcome(await make('joan'))).toBe('404 collective-not-found');
    expect(outcome(await ask(world, 'grace', 'GET', 'tide-pool/tokens'))).toBe('403 role-too-low');
    for (const fields of [{ scopes: [] }, { scopes: ['*'] }, { name: ' ' }, { expiresAt: 'never' }])
      expect(outcome(await make('ada', fields))).toBe('400 validation-failed');
    expect(await world.facts(TokenCreatedIntegrationEvent)).toEqual([]);
  });
});

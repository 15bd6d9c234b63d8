import {
  ApiKeyCreatedIntegrationEvent,
  ApiKeyRevokedIntegrationEvent,
  ClientRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { Authenticator, type Principal } from '@boardwalk/http';
import type { World } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../domain/limits.js';
import { identityWorld, type Person, proved, sessionOf, signedUp } from './identity-world.js';

let world: World;
let ada: Person;
let adas: string;
let graces: string;
beforeAll(async () => {
  world = await identityWorld();
  ada = await signedUp(world, 'ada');
  await proved(world, ada);
  adas = await sessionOf(world, ada);
  graces = await sessionOf(world, await signedUp(world, 'grace'));
});
afterAll(() => world.stop());

interface MadeKey {
  readonly apiKeyId: string;
  readonly key: string;
}

async function keyOf(as: string, body: object): Promise<MadeKey> {
  const answer = await world.request('POST', '/api/v1/api-keys', { as, body });
  expect(answer.status).toBe(201);
  return answer.body as MadeKey;
}

const behind = (bearer: string): Promise<Principal | null> =>
  world.app.get(Authenticator, { strict: false }).authenticate({ bearer });
const revoke = (as: string, apiKeyId: string) =>
  world.request('POST', `/api/v1/api-keys/${apiKeyId}/revoke`, { as });
const listOf = async (as: string, query = '') =>
  (await world.request('GET', `/api/v1/api-keys${query}`, { as })).body as {
    items: { apiKeyId: string; enabled: boolean; lastUsedAt: string | null; name: string }[];
    nextCursor: string | null;
  };

describe('an API key', () => {
  it('is shown once and acts for its person within its scopes', async () => {
    const { apiKeyId, key } = await keyOf(adas, {
      name: 'laptop',
      scopes: ['collectives:write', 'identity:read'],
    });
    expect(key).toMatch(/^bw_[\w-]{43}$/);
    const principal = await behind(key);
    expect(principal).toMatchObject({ kind: 'user', userId: ada.userId, username: 'ada' });
    expect([principal?.may('collectives:write'), principal?.may('stats:read')]).toEqual([true, false]);
    expect(await world.request('GET', '/api/v1/me', { as: key })).toMatchObject({ status: 200 });
    const listed = await world.request('GET', '/api/v1/api-keys', { as: adas });
    expect(listed.text).toContain(apiKeyId);
    expect(listed.text).not.toContain(key);
    const facts = await world.facts(ApiKeyCreatedIntegrationEvent);
    expect(facts).toContainEqual(
      new ApiKeyCreatedIntegrationEvent({
        userId: ada.userId,
        apiKeyId,
        name: 'laptop',
        scopes: ['collectives:write', 'identity:read'],
      }),
    );
    expect(JSON.stringify(await world.rows('SELECT * FROM identity.api_keys'))).not.toContain(key);
  });

  it('needs the scope that a route asks for', async () => {
    const { key } = await keyOf(adas, { name: 'narrow', scopes: ['stats:read'] });
    expect(await world.request('GET', '/api/v1/me', { as: key })).toMatchObject({
      status: 403,
      body: { type: '/problems/insufficient-scope' },
    });
  });

  it('may do everything unless scopes are given', async () => {
    const { key } = await keyOf(adas, { name: 'everything' });
    expect((await behind(key))?.may('anything:at-all')).toBe(true);
  });

  it('stops at its expiry', async () => {
    const expiresAt = new Date(world.clock.now().getTime() + 60_000).toISOString();
    const { key } = await keyOf(adas, { name: 'short-lived', expiresAt });
    expect(await behind(key)).not.toBeNull();
    world.clock.advance(60_000);
    expect(await behind(key)).toBeNull();
  });

  it('stops when it is revoked, stays on the list, and says so in one fact', async () => {
    const { apiKeyId, key } = await keyOf(adas, { name: 'lost' });
    expect(await revoke(adas, apiKeyId)).toMatchObject({ status: 200, body: { apiKeyId, enabled: false } });
    expect((await revoke(adas, apiKeyId)).status).toBe(200);
    expect(await behind(key)).toBeNull();
    expect((await listOf(adas)).items).toContainEqual(expect.objectContaining({ apiKeyId, enabled: false }));
    const revoked = (await world.facts(ApiKeyRevokedIntegrationEvent)).filter(
      (fact) => fact.apiKeyId === apiKeyId,
    );
    expect(revoked).toEqual([new ApiKeyRevokedIntegrationEvent({ userId: ada.userId, apiKeyId })]);
  });

  it('is not there for anybody else', async () => {
    const { apiKeyId, key } = await keyOf(adas, { name: 'private' });
    expect(await revoke(graces, apiKeyId)).toMatchObject({
      status: 404,
      body: { type: '/problems/api-key-not-found' },
    });
    expect((await listOf(graces)).items).toEqual([]);
    expect(await behind(key)).not.toBeNull();
  });

  it('makes, lists and revokes no keys, registers no clients and ends no session', async () => {
    const { apiKeyId, key } = await keyOf(adas, { name: 'thief' });
    const answers = [
      await world.request('POST', '/api/v1/api-keys', { as: key, body: { name: 'another' } }),
      await world.request('GET', '/api/v1/api-keys', { as: key }),
      await revoke(key, apiKeyId),
      await world.request('POST', '/api/v1/clients', { as: key, body: { name: 'another' } }),
      await world.request('DELETE', '/api/v1/sessions/current', { as: key }),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 403, body: { type: '/problems/session-required' } });
  });

  it('remembers its last use, to the minute', async () => {
    const { apiKeyId, key } = await keyOf(adas, { name: 'used' });
    const lastUse = async () =>
      (await listOf(adas)).items.find((item) => item.apiKeyId === apiKeyId)?.lastUsedAt;
    expect(await lastUse()).toBeNull();
    await behind(key);
    const first = world.clock.now().toISOString();
    expect(await lastUse()).toBe(first);
    world.clock.advance(59_000);
    await behind(key);
    expect(await lastUse()).toBe(first);
    world.clock.advance(1_000);
    await behind(key);
    expect(await lastUse()).toBe(world.clock.now().toISOString());
  });

  it('is refused with a wrong scope or a past expiry', async () => {
    const make = (body: object) => world.request('POST', '/api/v1/api-keys', { as: adas, body });
    expect(await make({ name: 'x', scopes: ['all'] })).toMatchObject({
      status: 422,
      body: { type: '/problems/invalid-scope' },
    });
    expect(await make({ name: 'x', expiresAt: '2020-01-01T00:00:00Z' })).toMatchObject({
      status: 422,
      body: { type: '/problems/api-key-expired-already' },
    });
    expect((await make({ name: 'x', enabled: true })).status).toBe(400);
  });

  it('is listed page by page, newest first', async () => {
    const token = await sessionOf(world, await signedUp(world, 'collector'));
    for (const name of ['one', 'two', 'three']) {
      await keyOf(token, { name });
      world.clock.advance(1);
    }
    const first = await listOf(token, '?limit=2');
    const second = await listOf(token, `?limit=2&cursor=${first.nextCursor}`);
    expect([first, second].map(({ items }) => items.map(({ name }) => name))).toEqual([
      ['three', 'two'],
      ['one'],
    ]);
    expect(second.nextCursor).toBeNull();
  });

  it.each(['bw_', 'bwc_', 'bw_unknown', `bw_${'x'.repeat(43)}`])('is not %s', async (key) => {
    expect(await behind(key)).toBeNull();
  });
});

describe('a client', () => {
  it('is registered with a key of its own, and its owner is told [4-05]', async () => {
    const answer = await world.request('POST', '/api/v1/clients', {
      as: adas,
      body: { name: 'Nightly build' },
    });
    expect(answer.status).toBe(201);
    const { clientId, apiKey } = answer.body as { clientId: string; apiKey: string };
    expect(apiKey).toMatch(/^bwc_[\w-]{43}$/);
    expect(await behind(apiKey)).toMatchObject({ kind: 'client', clientId });
    expect(await world.facts(ClientRegisteredIntegrationEvent)).toEqual([
      new ClientRegisteredIntegrationEvent({
        clientId,
        name: 'Nightly build',
        ownerUserId: ada.userId,
        ownerEmail: ada.email,
      }),
    ]);
  });

  it('is no person', async () => {
    const { body } = await world.request('POST', '/api/v1/clients', { as: adas, body: { name: 'CI' } });
    const { apiKey } = body as { apiKey: string };
    expect((await world.request('GET', '/api/v1/me', { as: apiKey })).status).toBe(403);
  });

  it('is registered by nobody whose address may be that of somebody else, who would be written to', async () => {
    expect(
      await world.request('POST', '/api/v1/clients', { as: graces, body: { name: 'CI' } }),
    ).toMatchObject({ status: 403, body: { type: '/problems/address-unproved' } });
  });

  it('is one of a few in an hour: each is mailed to its owner', async () => {
    world.clock.advance(limits.attempts.client.window);
    const register = async (name = 'CI') =>
      (await world.request('POST', '/api/v1/clients', { as: adas, body: { name } })).status;
    expect(await register('\u200b')).toBe(422);
    for (let n = 0; n < limits.attempts.client.perAccount; n += 1) expect(await register()).toBe(201);
    expect(await register()).toBe(429);
  });

  it('is registered by nobody who is not signed in', async () => {
    expect((await world.request('POST', '/api/v1/clients', { body: { name: 'CI' } })).status).toBe(401);
  });
});

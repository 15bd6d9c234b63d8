import {
  AccountDeletedIntegrationEvent,
  ApiKeyRevokedIntegrationEvent,
  EmailVerificationRequestedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { FactDecoder, LogReader } from '@boardwalk/messaging';
import { operatorToken, type World } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../domain/limits.js';
import {
  factsAbout,
  identityWorld,
  password,
  type Person,
  proved,
  sessionOf,
  shapeOf,
  signedUp,
} from './identity-world.js';

let world: World;
beforeAll(async () => {
  world = await identityWorld();
});
afterAll(() => world.stop());

const remove = (as: string, body: object = { password }) =>
  world.request('POST', '/api/v1/me/delete', { as, body });
const operator = (path = '') =>
  world.request('GET', `/api/v1/operator/account-deletions${path}`, { as: operatorToken });
const deletionsOf = ({ userId }: Person) => factsAbout(world, userId, AccountDeletedIntegrationEvent);

/** Every row of every table of this context and of messaging, as text. */
async function everything(): Promise<string> {
  const tables = await world.rows<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('identity', 'messaging')`,
  );
  const texts = await Promise.all(
    tables.map(({ name }) => world.rows(`SELECT t::text AS row FROM ${name} t`)),
  );
  return JSON.stringify(texts);
}

describe('the deletion of an account', () => {
  it('takes everything away that is kept of its person, and says so in one fact', async () => {
    const person = await signedUp(world, 'leaver', 'leaver-42@example.org');
    await proved(world, person);
    const session = await sessionOf(world, person);
    const { body: made } = await world.request('POST', '/api/v1/api-keys', {
      as: session,
      body: { name: 'key-of-the-leaver' },
    });
    const { body: client } = await world.request('POST', '/api/v1/clients', {
      as: session,
      body: { name: 'client-of-the-leaver' },
    });
    const self = { displayName: 'Leaver-Name', bio: 'bio-of-the-leaver', links: [], isPublic: true };
    const preferences = { language: null, timeZone: null };
    await world.request('PUT', '/api/v1/me/profile', { as: session, body: { ...self, preferences } });
    await world.drain();

    expect((await remove(session)).status).toBe(204);
    const keys = [session, (made as { key: string }).key, (client as { apiKey: string }).apiKey];
    for (const as of keys) expect((await world.request('GET', '/api/v1/me', { as })).status).toBe(401);
    expect(await deletionsOf(person)).toEqual([
      new AccountDeletedIntegrationEvent({ userId: person.userId }),
    ]);
    const left = await everything();
    for (const trace of ['leaver-42@example.org', 'bio-of-the-leaver', 'Leaver-Name', 'key-of-the-leaver'])
      expect(left).not.toContain(trace);
    const rows = await world.rows<{ n: number }>(
      `SELECT (SELECT count(*) FROM identity.users WHERE id = $1)::int
            + (SELECT count(*) FROM identity.profiles WHERE user_id = $1)::int
            + (SELECT count(*) FROM identity.accounts WHERE user_id = $1)::int
            + (SELECT count(*) FROM identity.sessions WHERE user_id = $1)::int
            + (SELECT count(*) FROM identity.api_keys WHERE owner_user_id = $1)::int
            + (SELECT count(*) FROM identity.clients WHERE owner_user_id = $1)::int
            + (SELECT count(*) FROM identity.devices WHERE user_id = $1)::int
            + (SELECT count(*) FROM identity.usernames WHERE user_id = $1)::int
            + (SELECT count(*) FROM identity.email_verifications WHERE user_id = $1)::int AS n`,
      [person.userId],
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('makes what facts hold of the person unreadable', async () => {
    const person = await signedUp(world, 'sealed');
    const session = await sessionOf(world, person);
    await world.drain();
    const told = async (type: string) => {
      const rows = await world.app.get(LogReader).read({ tick: 0, pos: 0 });
      const row = rows.find((each) => each.key === person.userId && each.type === type);
      if (row === undefined) throw new Error('Nobody signed up.');
      return world.app.get(FactDecoder).decode(row);
    };
    expect(await told(UserRegisteredIntegrationEvent.type)).toMatchObject({ email: person.email });
    expect((await remove(session)).status).toBe(204);
    expect(await told(UserRegisteredIntegrationEvent.type)).not.toHaveProperty('email');
    await expect(told(EmailVerificationRequestedIntegrationEvent.type)).rejects.toThrow(
      'its person was erased',
    );
  });

  it('keeps the names for nobody', async () => {
    const person = await signedUp(world, 'first-name');
    const session = await sessionOf(world, person);
    await world.request('PUT', '/api/v1/me/username', { as: session, body: { username: 'last-name' } });
    await remove(session);
    const nobody = shapeOf(await world.request('GET', '/api/v1/users/nobody-1')).replace('nobody-1', '');
    for (const username of ['first-name', 'last-name']) {
      const shown = await world.request('GET', `/api/v1/users/${username}`);
      expect(shapeOf(shown).replace(username, '')).toBe(nobody);
      const body = { username, email: 'new@example.org', password };
      expect((await world.request('POST', '/api/v1/users', { body })).status).toBe(409);
    }
    const users = [{ username: 'last-name', registeredAt: '2026-03-17T18:21:17Z' }];
    const brought = await world.request('POST', '/api/v1/operator/users:import', {
      as: operatorToken,
      body: { users },
    });
    expect(brought.body).toMatchObject({ results: [{ username: 'last-name', status: 'rejected' }] });
    expect(await world.rows(`SELECT user_id FROM identity.usernames WHERE username LIKE '%-name'`)).toEqual([
      { user_id: null },
      { user_id: null },
    ]);
  });

  it('needs the password once more, and changes nothing without', async () => {
    const person = await signedUp(world, 'hesitating');
    const session = await sessionOf(world, person);
    for (const body of [{}, { password: 'not the password' }])
      expect(await remove(session, body)).toMatchObject({
        status: 403,
        body: { type: '/problems/wrong-password' },
      });
    expect(await deletionsOf(person)).toEqual([]);
    expect((await world.request('GET', '/api/v1/me', { as: session })).status).toBe(200);
    expect((await world.request('POST', '/api/v1/me/delete', { body: { password } })).status).toBe(401);
  });

  it('needs a fresh session where there is no password', async () => {
    const person = await signedUp(world, 'passwordless');
    const session = await sessionOf(world, person);
    await world.rows('DELETE FROM identity.accounts WHERE user_id = $1', [person.userId]);
    world.clock.advance(limits.session.freshness);
    expect(await remove(session, {})).toMatchObject({
      status: 403,
      body: { type: '/problems/session-too-old' },
    });
    world.clock.advance(-1);
    expect((await remove(session, {})).status).toBe(204);
  });

  it('happens once, however often it is asked for at the same time', async () => {
    const person = await signedUp(world, 'impatient');
    const session = await sessionOf(world, person);
    const answers = await Promise.all([remove(session), remove(session), remove(session)]);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect(await deletionsOf(person)).toHaveLength(1);
  });
});

describe('who has dealt with a deletion', () => {
  interface Progress {
    readonly state: string;
    readonly eventId: string | null;
    readonly subscriptions: readonly { readonly subscription: string; readonly state: string }[];
  }

  it('is told subscription by subscription', async () => {
    const person = await signedUp(world, 'followed');
    await remove(await sessionOf(world, person));
    expect((await operator(`/${person.userId}`)).body).toMatchObject({
      userId: person.userId,
      eventId: null,
      state: 'running',
      subscriptions: [],
    });
    await world.drain();
    const { status, body } = await operator(`/${person.userId}`);
    expect(status).toBe(200);
    const progress = body as Progress;
    const [fact] = await deletionsOf(person);
    expect(progress.eventId).toBe(fact?.metadata.eventId);
    // This context runs alone here: the others are awaited.
    expect(progress.state).toBe('running');
    expect(progress.subscriptions).toContainEqual({
      subscription: 'identity.account-deletions',
      state: 'done',
    });
    expect(progress.subscriptions).toContainEqual({ subscription: 'telemetry.track', state: 'pending' });
  });

  it('counts one that reads from another database, as far as it has reported', async () => {
    const person = await signedUp(world, 'far-away');
    await remove(await sessionOf(world, person));
    await world.drain();
    const stateOf = async (subscription: string) =>
      ((await operator(`/${person.userId}`)).body as Progress).subscriptions.find(
        (each) => each.subscription === subscription,
      )?.state;
    const report = (offset: number) =>
      world.rows(
        `INSERT INTO messaging.readers (database, subscription, bucket, tick, pos, reported_at)
         SELECT '6f1e2d3c-0000-4000-8000-000000000001', 'telemetry.track', 0, tick, last_pos + $1, now()
         FROM messaging.ticks ORDER BY tick DESC LIMIT 1
         ON CONFLICT (database, subscription, bucket) DO UPDATE SET tick = excluded.tick, pos = excluded.pos`,
        [offset],
      );
    await report(-100);
    expect(await stateOf('telemetry.track')).toBe('pending');
    await report(0);
    expect(await stateOf('telemetry.track')).toBe('passed');
    await world.rows('DELETE FROM messaging.readers');
  });

  it('is complete when all have, and forgotten when the log no longer holds the fact', async () => {
    const person = await signedUp(world, 'complete');
    await remove(await sessionOf(world, person));
    await world.drain();
    const { subscriptions, eventId } = (await operator(`/${person.userId}`)).body as Progress;
    const settle = (state: string) =>
      world.rows(
        `INSERT INTO messaging.deliveries (subscription, log, event_id, tick, pos, type, key, state, attempts, raw)
         SELECT s, (SELECT id FROM messaging.log), $2, 1, 1, 'x', 'x', $3, 1, '' FROM unnest($1::text[]) s
         ON CONFLICT (subscription, log, event_id) DO UPDATE SET state = excluded.state`,
        [subscriptions.map(({ subscription }) => subscription), eventId, state],
      );
    const stateNow = async () => ((await operator(`/${person.userId}`)).body as Progress).state;
    await settle('archived');
    expect(await stateNow()).toBe('stuck');
    await settle('done');
    expect(await stateNow()).toBe('complete');
    await world.rows('DELETE FROM messaging.deliveries');
    await world.rows(
      'UPDATE identity.account_deletions SET event_id = gen_random_uuid() WHERE user_id = $1',
      [person.userId],
    );
    expect(await stateNow()).toBe('forgotten');
  });

  it('is listed page by page, newest first, for operators', async () => {
    const { items, nextCursor } = (await operator('?limit=2')).body as {
      items: { deletedAt: string }[];
      nextCursor: string;
    };
    expect(items).toHaveLength(2);
    const next = (await operator(`?limit=2&cursor=${nextCursor}`)).body as { items: { deletedAt: string }[] };
    const times = [...items, ...next.items].map(({ deletedAt }) => deletedAt);
    expect(times).toEqual(times.toSorted().reverse());
    expect(await operator('/u-nobody')).toMatchObject({
      status: 404,
      body: { type: '/problems/deletion-not-found' },
    });
    const as = await sessionOf(world, await signedUp(world, 'curious'));
    expect((await world.request('GET', '/api/v1/operator/account-deletions', { as })).status).toBe(403);
  });
});

describe('deleting an API key', () => {
  it('takes it off the list, and revokes it when it still worked', async () => {
    const person = await signedUp(world, 'tidy');
    const as = await sessionOf(world, person);
    const make = async () =>
      (await world.request('POST', '/api/v1/api-keys', { as, body: { name: 'k' } })).body as {
        apiKeyId: string;
        key: string;
      };
    const [working, revoked] = [await make(), await make()];
    await world.request('POST', `/api/v1/api-keys/${revoked.apiKeyId}/revoke`, { as });
    const other = await sessionOf(world, await signedUp(world, 'stranger'));
    const drop = (id: string, by = as) => world.request('DELETE', `/api/v1/api-keys/${id}`, { as: by });
    expect((await drop(working.apiKeyId, other)).status).toBe(404);
    for (const { apiKeyId } of [working, revoked]) expect((await drop(apiKeyId)).status).toBe(204);
    expect((await drop(working.apiKeyId)).status).toBe(404);
    expect((await world.request('GET', '/api/v1/api-keys', { as })).body).toMatchObject({ items: [] });
    expect((await world.request('GET', '/api/v1/me', { as: working.key })).status).toBe(401);
    const facts = await factsAbout(world, person.userId, ApiKeyRevokedIntegrationEvent);
    expect(facts.map(({ apiKeyId }) => apiKeyId)).toEqual([revoked.apiKeyId, working.apiKeyId]);
  });
});

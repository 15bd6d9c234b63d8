import {
  ProfileCompletedIntegrationEvent,
  ProfileVisibilityChangedIntegrationEvent,
  UsernameChangedIntegrationEvent,
} from '@boardwalk/integration-events';
import { operatorToken, type World } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../domain/limits.js';
import { factsAbout, identityWorld, type Person, sessionOf, shapeOf, signedUp } from './identity-world.js';

let world: World;
let ada: Person;
let adas: string;
let graces: string;
beforeAll(async () => {
  world = await identityWorld();
  ada = await signedUp(world, 'ada');
  adas = await sessionOf(world, ada);
  graces = await sessionOf(world, await signedUp(world, 'grace'));
});
afterAll(() => world.stop());

const rename = (as: string, username: string) =>
  world.request('PUT', '/api/v1/me/username', { as, body: { username } });
const profileOf = (username: string, as?: string) =>
  world.request('GET', `/api/v1/users/${username}`, as === undefined ? {} : { as });
const describeSelf = (as: string, changes: object = {}) =>
  world.request('PUT', '/api/v1/me/profile', { as, body: { ...nothingSaid, ...changes } });
const nothingSaid = {
  displayName: 'Somebody',
  bio: '',
  links: [],
  isPublic: true,
  preferences: { language: null, timeZone: null },
};
/** Signed up and signed in. */
async function newcomer(username: string): Promise<Person & { readonly session: string }> {
  const person = await signedUp(world, username);
  return { ...person, session: await sessionOf(world, person) };
}

describe('a renaming', () => {
  it('is told with both names, and known to whoever asks next', async () => {
    const { userId, session } = await newcomer('before');
    expect(await rename(session, 'after')).toMatchObject({
      status: 200,
      body: { userId, username: 'after' },
    });
    expect(await factsAbout(world, userId, UsernameChangedIntegrationEvent)).toEqual([
      new UsernameChangedIntegrationEvent({ userId, oldUsername: 'before', newUsername: 'after' }),
    ]);
    expect(await sessionOf(world, { username: 'after' })).toMatch(/^[\w-]{43}$/);
    expect(await world.rows('SELECT username FROM identity.usernames WHERE user_id = $1', [userId])).toEqual(
      expect.arrayContaining([{ username: 'before' }, { username: 'after' }]),
    );
  });

  it('leaves the old name with its person: it leads there, and nobody else gets it', async () => {
    const { userId, session } = await newcomer('old-name');
    await rename(session, 'new-name');
    expect(await profileOf('old-name')).toMatchObject({
      status: 308,
      headers: { location: '/api/v1/users/new-name' },
      body: { type: '/problems/renamed', details: { name: 'new-name' } },
    });
    expect(await rename(graces, 'old-name')).toMatchObject({
      status: 409,
      body: { type: '/problems/username-taken' },
    });
    const body = { username: 'old-name', email: 'late@example.org', password: 'a new password' };
    expect((await world.request('POST', '/api/v1/users', { body })).status).toBe(409);
    const users = [{ username: 'old-name', registeredAt: '2026-03-17T18:21:17Z' }];
    const brought = await world.request('POST', '/api/v1/operator/users:import', {
      as: operatorToken,
      body: { users },
    });
    expect(brought.body).toEqual({ results: [{ username: 'old-name', status: 'repeated', userId }] });
    expect((await rename(session, 'old-name')).status).toBe(200);
    expect(await profileOf('new-name')).toMatchObject({ status: 308 });
    expect(await profileOf('old-name')).toMatchObject({ status: 200, body: { userId } });
  });

  it('to one name has one winner', async () => {
    const people = [await newcomer('racer-1'), await newcomer('racer-2'), await newcomer('racer-3')];
    const answers = await Promise.all(people.map(({ session }) => rename(session, 'the-prize')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const told = await world.facts(UsernameChangedIntegrationEvent);
    expect(told.filter(({ newUsername }) => newUsername === 'the-prize')).toHaveLength(1);
    expect(await world.rows(`SELECT 1 FROM identity.profiles WHERE username = 'the-prize'`)).toHaveLength(1);
  });

  it('and a sign-up for one name have one winner', async () => {
    const { session } = await newcomer('racer-4');
    const body = { username: 'the-other-prize', email: 'x@example.org', password: 'a new password' };
    const answers = await Promise.all([
      rename(session, 'the-other-prize'),
      world.request('POST', '/api/v1/users', { body }),
    ]);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(1);
  });

  it('changes nothing when it is refused, and says nothing when nothing changes', async () => {
    const before = (await world.facts(UsernameChangedIntegrationEvent)).length;
    expect((await rename(adas, 'grace')).status).toBe(409);
    expect((await rename(adas, 'operator')).status).toBe(422);
    expect((await rename(adas, 'Not A Name')).status).toBe(400);
    expect((await rename(adas, 'ada')).status).toBe(200);
    expect(await world.facts(UsernameChangedIntegrationEvent)).toHaveLength(before);
    expect((await profileOf('ada')).status).toBe(200);
  });

  it('ends at ten names', async () => {
    const { session } = await newcomer('collector');
    for (let n = 1; n < limits.usernames; n += 1)
      expect((await rename(session, `collector-${n}`)).status).toBe(200);
    expect(await rename(session, 'one-too-many')).toMatchObject({
      status: 403,
      body: { type: '/problems/too-many-usernames' },
    });
    expect((await rename(session, 'collector')).status).toBe(200);
  });
});

describe('a profile', () => {
  it('is public unless its person says otherwise', async () => {
    await newcomer('open-book');
    expect(await profileOf('open-book')).toMatchObject({ status: 200, body: { isPublic: true } });
  });

  it('shows what its person says, and no more', async () => {
    const { userId, session } = await newcomer('writer');
    const said = { bio: 'Writes.', links: ['https://example.org/'], displayName: 'W. Riter' };
    const preferences = { language: 'de-at', timeZone: 'Europe/Vienna' };
    expect(await describeSelf(session, { ...said, preferences })).toMatchObject({
      status: 200,
      body: { ...said, preferences: { language: 'de-AT', timeZone: 'Europe/Vienna' } },
    });
    const { status, body } = await profileOf('writer');
    expect(status).toBe(200);
    expect(body).toEqual({
      userId,
      username: 'writer',
      ...said,
      isPublic: true,
      registeredAt: expect.any(String),
    });
    expect(await factsAbout(world, userId, ProfileCompletedIntegrationEvent)).toEqual([
      new ProfileCompletedIntegrationEvent({ userId, username: 'writer' }),
    ]);
  });

  it('is completed in one fact, however often', async () => {
    const { userId, session } = await newcomer('perfectionist');
    for (const bio of ['One.', '', 'Two.'])
      await describeSelf(session, { bio, links: bio === '' ? [] : ['https://example.org'] });
    expect(await factsAbout(world, userId, ProfileCompletedIntegrationEvent)).toHaveLength(1);
  });

  it('that is private is there for its person alone, by none of its names for others', async () => {
    const { userId, session } = await newcomer('shy');
    await rename(session, 'very-shy');
    await describeSelf(session, { isPublic: false });
    const nobody = shapeOf(await profileOf('nobody-at-all')).replaceAll('nobody-at-all', '');
    for (const name of ['shy', 'very-shy'])
      for (const as of [undefined, graces])
        expect(shapeOf(await profileOf(name, as)).replaceAll(name, '')).toBe(nobody);
    expect(await profileOf('very-shy', session)).toMatchObject({ status: 200, body: { isPublic: false } });
    await describeSelf(session, { isPublic: true });
    expect((await profileOf('very-shy')).status).toBe(200);
    expect(await factsAbout(world, userId, ProfileVisibilityChangedIntegrationEvent)).toEqual([
      new ProfileVisibilityChangedIntegrationEvent({ userId, isPublic: false }),
      new ProfileVisibilityChangedIntegrationEvent({ userId, isPublic: true }),
    ]);
  });

  it.each([
    [{ emailVerified: true }, 400],
    [{ username: 'another' }, 400],
    [{ preferences: { language: null, timeZone: null, role: 'operator' } }, 400],
    [{ links: ['javascript:alert(1)'] }, 422],
    [{ bio: 'x'.repeat(501) }, 400],
    [{ preferences: { language: null, timeZone: 'Atlantis/Capital' } }, 422],
    [{ displayName: '\u200f' }, 422],
  ])('does not take %j', async (changes, status) => {
    expect((await describeSelf(adas, changes)).status).toBe(status);
    expect((await profileOf('ada')).body).toMatchObject({ displayName: 'ada', bio: '' });
  });

  it('is written by a key that may', async () => {
    const keyWith = async (scopes: string[]) => {
      const { body } = await world.request('POST', '/api/v1/api-keys', {
        as: graces,
        body: { name: 'k', scopes },
      });
      return (body as { key: string }).key;
    };
    expect((await describeSelf(await keyWith(['identity:read']))).status).toBe(403);
    expect((await describeSelf(await keyWith(['identity:write']))).status).toBe(200);
    expect((await rename(await keyWith(['*']), 'renamed-by-a-key')).status).toBe(403);
  });
});

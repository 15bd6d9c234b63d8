import {
  AccountReinstatedIntegrationEvent,
  AccountSuspendedIntegrationEvent,
  DailySignInIntegrationEvent,
  NewDeviceSignedInIntegrationEvent,
} from '@boardwalk/integration-events';
import { operatorToken, type World } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  baseUrl,
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

const day = 24 * 60 * 60 * 1000;
const signIn = (username: string, headers: Record<string, string> = {}) =>
  world.request('POST', '/api/v1/sessions', { body: { username, password }, headers });
const tokenOf = ({ body }: { body: unknown }) => (body as { token: string }).token;
const me = async (as: string) => (await world.request('GET', '/api/v1/me', { as })).status;
const today = () => world.clock.now().toISOString().slice(0, 10);
const visitsOf = async ({ userId }: Person) =>
  (await factsAbout(world, userId, DailySignInIntegrationEvent)).map(({ username, date }) => [
    username,
    date,
  ]);

describe('a day on which somebody was here', () => {
  it('is told once, by a sign-in or by the first use of a session', async () => {
    const person = await signedUp(world, 'daily');
    expect(await visitsOf(person)).toEqual([]);
    const session = await sessionOf(world, person);
    await sessionOf(world, person);
    await me(session);
    const first = today();
    expect(await visitsOf(person)).toEqual([['daily', first]]);
    world.clock.advance(day);
    expect(await visitsOf(person)).toHaveLength(1);
    await Promise.all([me(session), me(session), me(session)]);
    expect(await visitsOf(person)).toEqual([
      ['daily', first],
      ['daily', today()],
    ]);
  });

  it('is none when only a key was at work', async () => {
    const person = await signedUp(world, 'automated');
    const as = await sessionOf(world, person);
    const { body } = await world.request('POST', '/api/v1/api-keys', { as, body: { name: 'robot' } });
    world.clock.advance(day);
    expect(await me((body as { key: string }).key)).toBe(200);
    expect(await visitsOf(person)).toHaveLength(1);
  });
});

describe('a device', () => {
  it('is told of when somebody who has been here comes with another one', async () => {
    const person = await signedUp(world, 'traveller');
    const devices = async () =>
      (await factsAbout(world, person.userId, NewDeviceSignedInIntegrationEvent)).map(({ device }) => device);
    const with_ = (agent: string) => signIn('traveller', { 'user-agent': agent });
    await with_('curl/8.1');
    expect(await devices()).toEqual([]);
    await with_('curl/8.2');
    await with_('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0');
    await with_('Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0');
    expect(await devices()).toEqual(['Firefox on Linux']);
  });
});

describe('a sign-in', () => {
  it('ends the session that came with it: the token is another one', async () => {
    await signedUp(world, 'rotating');
    const first = tokenOf(await signIn('rotating'));
    const second = tokenOf(await signIn('rotating', { authorization: `Bearer ${first}` }));
    expect(second).not.toBe(first);
    expect([await me(first), await me(second)]).toEqual([401, 200]);
  });

  it('in a browser does the same with its cookie', async () => {
    const person = await signedUp(world, 'rotating-too');
    await proved(world, person);
    const inBrowser = async (cookie?: string) => {
      const answer = await world.request('POST', '/api/auth/sign-in/email', {
        body: { email: person.email, password },
        headers: cookie === undefined ? {} : { cookie, origin: baseUrl, host: new URL(baseUrl).host },
      });
      expect(answer.status).toBe(200);
      return String([answer.headers['set-cookie']].flat()[0]).split(';', 1)[0] ?? '';
    };
    const of = async (cookie: string) =>
      (await world.request('GET', '/api/v1/me', { headers: { cookie } })).status;
    const first = await inBrowser();
    const second = await inBrowser(first);
    expect([await of(first), await of(second)]).toEqual([401, 200]);
  });

  it('that is refused ends none', async () => {
    await signedUp(world, 'mistyping');
    const session = tokenOf(await signIn('mistyping'));
    await world.request('POST', '/api/v1/sessions', {
      as: session,
      body: { username: 'mistyping', password: 'not the password' },
    });
    expect(await me(session)).toBe(200);
  });
});

describe('a suspended account', () => {
  const operate = (userId: string, verb: string, body?: object, as = operatorToken) =>
    world.request('POST', `/api/v1/operator/users/${userId}/${verb}`, {
      as,
      ...(body === undefined ? {} : { body }),
    });

  it('has no session, no key, no sign-in on any road and no profile, until it is reinstated', async () => {
    const person = await signedUp(world, 'spammer');
    await proved(world, person);
    const session = await sessionOf(world, person);
    const { body } = await world.request('POST', '/api/v1/api-keys', { as: session, body: { name: 'k' } });
    const { key } = body as { key: string };
    const nobody = shapeOf(await world.request('GET', '/api/v1/users/nobody-1')).replace('nobody-1', '');

    expect(await operate(person.userId, 'suspend', { reason: 'Spam.' })).toMatchObject({
      status: 200,
      body: { userId: person.userId, status: 'suspended' },
    });
    expect([await me(session), await me(key)]).toEqual([401, 401]);
    const refusal = { status: 403, body: { type: '/problems/account-suspended' } };
    expect(await signIn('spammer')).toMatchObject(refusal);
    expect(
      await world.request('POST', '/api/auth/sign-in/email', { body: { email: person.email, password } }),
    ).toMatchObject(refusal);
    expect(shapeOf(await world.request('GET', '/api/v1/users/spammer')).replace('spammer', '')).toBe(nobody);
    const wrong = { username: 'spammer', password: 'not the password' };
    expect((await world.request('POST', '/api/v1/sessions', { body: wrong })).status).toBe(401);

    expect((await operate(person.userId, 'reinstate')).body).toMatchObject({ status: 'active' });
    expect(await me(key)).toBe(200);
    expect((await signIn('spammer')).status).toBe(201);
    expect(await me(session)).toBe(401);
    expect((await world.request('GET', '/api/v1/users/spammer')).status).toBe(200);
  });

  it('is told in one fact each way, however often an operator asks', async () => {
    const { userId } = await signedUp(world, 'twice-suspended');
    for (const reason of ['Spam.', 'Again.']) await operate(userId, 'suspend', { reason });
    for (let n = 0; n < 2; n += 1) await operate(userId, 'reinstate');
    expect(await factsAbout(world, userId, AccountSuspendedIntegrationEvent)).toEqual([
      new AccountSuspendedIntegrationEvent({ userId, reason: 'Spam.' }),
    ]);
    expect(await factsAbout(world, userId, AccountReinstatedIntegrationEvent)).toHaveLength(1);
  });

  it('is made by operators alone, of accounts that exist, for a reason', async () => {
    const person = await signedUp(world, 'would-be-operator');
    const as = await sessionOf(world, person);
    expect((await operate(person.userId, 'suspend', { reason: 'x' }, as)).status).toBe(403);
    expect(await operate('u-nobody', 'suspend', { reason: 'x' })).toMatchObject({
      status: 404,
      body: { type: '/problems/user-not-found' },
    });
    expect((await operate(person.userId, 'suspend', { reason: '' })).status).toBe(400);
    expect((await operate(person.userId, 'suspend', { reason: '  ' })).status).toBe(422);
    expect(await me(as)).toBe(200);
  });
});

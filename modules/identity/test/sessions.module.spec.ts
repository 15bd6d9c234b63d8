import { EmailVerificationRequestedIntegrationEvent } from '@boardwalk/integration-events';
import { Housekeeping } from '@boardwalk/persistence';
import type { World } from '@boardwalk/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Login } from '../application/credentials.js';
import { Attempts } from '../application/attempts.js';
import { limits } from '../domain/limits.js';
import { baseUrl, identityWorld, password, type Person, sessionOf, signedUp } from './identity-world.js';

let world: World;
let ada: Person;
beforeAll(async () => {
  world = await identityWorld();
  ada = await signedUp(world, 'ada');
  await prove(ada);
});
afterAll(() => world.stop());
// Tries of one test do not count in the next.
beforeEach(() => world.clock.advance(limits.attempts['sign-in'].window));

async function prove({ userId }: Person): Promise<void> {
  const facts = await world.facts(EmailVerificationRequestedIntegrationEvent);
  const token = facts.find((fact) => fact.userId === userId)?.token;
  await world.request('POST', '/api/v1/email-verifications', { body: { token } });
}

const signIn = (body: object) => world.request('POST', '/api/v1/sessions', { body });
const signInInBrowser = (body: object, headers: Record<string, string> = {}) =>
  world.request('POST', '/api/auth/sign-in/email', { body, headers });
const me = (as: string) => world.request('GET', '/api/v1/me', { as });

/** `name=value` of the session cookie that an answer sets. */
function cookieOf({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string {
  const [cookie = ''] = [headers['set-cookie']].flat().map(String);
  return cookie.split(';', 1)[0] ?? '';
}

describe('a session', () => {
  it('is opened by username or by address, and shows who it is', async () => {
    for (const login of [{ username: 'ada' }, { email: 'ADA@example.org' }]) {
      const { status, body } = await signIn({ ...login, password });
      expect(status).toBe(201);
      const { token, expiresAt } = body as { token: string; expiresAt: string };
      expect(Date.parse(expiresAt) - world.clock.now().getTime()).toBe(7 * 24 * 60 * 60 * 1000);
      expect(await me(token)).toMatchObject({
        status: 200,
        body: { userId: ada.userId, username: 'ada', email: ada.email, emailVerified: true },
      });
    }
  });

  it('has another token each time', async () => {
    expect(await sessionOf(world, ada)).not.toBe(await sessionOf(world, ada));
  });

  it('ends at once when its person signs out, and no other with it', async () => {
    const [ended, other] = [await sessionOf(world, ada), await sessionOf(world, ada)];
    expect(await world.request('DELETE', '/api/v1/sessions/current', { as: ended })).toMatchObject({
      status: 204,
    });
    expect((await me(ended)).status).toBe(401);
    expect((await me(other)).status).toBe(200);
  });

  it('ends by itself after 7 days', async () => {
    const token = await sessionOf(world, ada);
    world.clock.advance(7 * 24 * 60 * 60 * 1000);
    expect((await me(token)).status).toBe(401);
  });

  it('is none with a token that nobody gave out', async () => {
    expect((await me('x'.repeat(43))).status).toBe(401);
  });
});

describe('a refused sign-in', () => {
  it('looks the same for an unknown name, an unknown address and a wrong password', async () => {
    const answers = await Promise.all([
      signIn({ username: 'ada', password: 'wrong password' }),
      signIn({ username: 'stranger', password }),
      signIn({ email: 'ada@example.org', password: 'wrong password' }),
      signIn({ email: 'stranger@example.org', password }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(new Set(answers.map(({ text }) => text.replace(/,"traceId":"\w+"/, ''))).size).toBe(1);
  });

  it('looks the same on the road of browsers, also for an address that is not proved', async () => {
    await signedUp(world, 'unproved');
    const answers = await Promise.all([
      signInInBrowser({ email: 'ada@example.org', password: 'wrong password' }),
      signInInBrowser({ email: 'unproved@example.org', password }),
      signInInBrowser({ email: 'stranger@example.org', password }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(new Set(answers.map(({ text }) => text.replace(/,"traceId":"\w+"/, ''))).size).toBe(1);
  });

  it('is for imported people too: they have no password', async () => {
    await world.rows(
      `WITH p AS (INSERT INTO identity.profiles VALUES ('u-imported', 'imported', NULL, 'import', 1))
       INSERT INTO identity.users (id, name, email_verified) VALUES ('u-imported', 'Imported', false)`,
    );
    expect((await signIn({ username: 'imported', password })).status).toBe(401);
  });

  it.each([
    [{ username: 'ada', email: 'ada@example.org', password }],
    [{ password }],
    [{ username: 'ada' }],
    [{ username: { $ne: '' }, password }],
    [{ username: 'ada', password: 'x'.repeat(129) }],
  ])('is a fault of the input for %j', async (body) => {
    expect(await signIn(body)).toMatchObject({ status: 400, body: { type: '/problems/validation-failed' } });
  });
});

describe('too many tries', () => {
  const { perAccount, perNetwork, window: windowMs } = limits.attempts['sign-in'];
  const attempts = () => world.app.get(Attempts, { strict: false });
  /** How many of so many tries at the same time may go on. */
  const tries = async (
    count: number,
    login: (n: number) => Login,
    address = (n: number) => `192.0.2.${n}`,
  ) => {
    const waits = await Promise.all(
      Array.from({ length: count }, (_, n) => attempts().begin('sign-in', login(n), address(n))),
    );
    return waits.filter((wait) => wait === null).length;
  };

  it('on one account have to wait, wherever they come from, until the window is over', async () => {
    expect(await tries(perAccount + 5, () => ({ username: 'ada' }))).toBe(perAccount);
    expect(await signIn({ username: 'ada', password })).toMatchObject({
      status: 429,
      headers: { 'retry-after': String(windowMs / 1000) },
      body: { type: '/problems/too-many-attempts' },
    });
    world.clock.advance(windowMs);
    expect((await signIn({ username: 'ada', password })).status).toBe(201);
  });

  it('from one network have to wait, whichever account they are for', async () => {
    const from = (n: number) => `2001:db8:0:7::${n.toString(16)}`;
    expect(await tries(perNetwork + 5, (n) => ({ username: `target-${n}` }), from)).toBe(perNetwork);
    expect(await attempts().begin('sign-in', { username: 'ada' }, '2001:db8:0:8::1')).toBeNull();
  });

  it('are counted for unknown accounts alike', async () => {
    await tries(perAccount, () => ({ email: 'stranger@example.org' }));
    expect((await signIn({ email: 'Stranger@example.org', password })).status).toBe(429);
  });

  it('are counted together on both roads', async () => {
    const login = { email: 'ada@example.org', password: 'wrong password' };
    await tries(perAccount - 1, () => login);
    expect((await signInInBrowser(login)).status).toBe(401);
    expect((await signIn(login)).status).toBe(429);
    expect((await signInInBrowser(login)).status).toBe(429);
  });

  it('are not made of right ones, which do not forgive wrong ones either', async () => {
    await tries(perAccount - 1, () => ({ username: 'ada' }));
    for (let n = 0; n < 3; n += 1) expect((await signIn({ username: 'ada', password })).status).toBe(201);
    expect((await signIn({ username: 'ada', password: 'wrong password' })).status).toBe(401);
    expect((await signIn({ username: 'ada', password })).status).toBe(429);
  });

  it('keep neither name nor address, and no row for ever', async () => {
    await tries(3, (n) => ({ username: `ada-${n}` }));
    const text = JSON.stringify(await world.rows('SELECT * FROM identity.sign_in_attempts'));
    expect(text).not.toContain('ada');
    expect(text).not.toContain('192.0.2');
    world.clock.advance(windowMs);
    await world.app.get(Housekeeping).clean();
    expect(await world.rows('SELECT 1 FROM identity.sign_in_attempts')).toEqual([]);
  });
});

describe("better-auth's endpoints", () => {
  const login = { email: 'ada@example.org', password };

  it('give a signed cookie, by which the API knows its bearer until it is signed out', async () => {
    const answer = await signInInBrowser(login);
    expect(answer).toMatchObject({ status: 200, body: { user: { id: ada.userId, email: ada.email } } });
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^boardwalk\.session_token=.*HttpOnly.*SameSite=Lax/i,
    );
    const headers = { cookie: cookieOf(answer), origin: baseUrl, host: new URL(baseUrl).host };
    expect(await world.request('GET', '/api/v1/me', { headers })).toMatchObject({
      status: 200,
      body: { username: 'ada' },
    });
    expect(await world.request('GET', '/api/auth/get-session', { headers })).toMatchObject({
      status: 200,
      body: { session: { userId: ada.userId }, user: { id: ada.userId, emailVerified: true } },
    });
    expect(await world.request('POST', '/api/auth/sign-out', { headers })).toMatchObject({
      status: 200,
      body: { success: true },
    });
    expect((await world.request('GET', '/api/v1/me', { headers })).status).toBe(401);
    expect(await world.request('GET', '/api/auth/get-session', { headers })).toMatchObject({ status: 200 });
  });

  it('do not believe a cookie that somebody else signed', async () => {
    const cookie = cookieOf(await signInInBrowser(login));
    const [name = '', value = ''] = cookie.split('=');
    const token = decodeURIComponent(value).split('.')[0] ?? '';
    for (const forged of [
      token,
      `${token}.`,
      `${token}.${Buffer.alloc(32).toString('base64')}`,
      encodeURIComponent(`${token}x.${decodeURIComponent(value).split('.')[1]}`),
    ])
      expect(
        (await world.request('GET', '/api/v1/me', { headers: { cookie: `${name}=${forged}` } })).status,
      ).toBe(401);
  });

  it('let a cookie change nothing from a page of another origin', async () => {
    const cookie = cookieOf(await signInInBrowser(login));
    const headers = { cookie, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    for (const path of ['/api/auth/sign-out', '/api/v1/clients'])
      expect((await world.request('POST', path, { headers, body: { name: 'CI' } })).status).toBe(403);
    expect((await world.request('GET', '/api/v1/me', { headers: { cookie } })).status).toBe(200);
  });

  it.each([
    '/api/auth/update-user',
    '/api/auth/change-email',
    '/api/auth/delete-user',
    '/api/auth/link-social',
  ])('do not include %s', async (path) => {
    expect((await world.request('POST', path, { body: {} })).status).toBe(404);
  });
});

import {
  EmailVerificationRequestedIntegrationEvent,
  EmailVerifiedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { typeOf, type World, type WorldResponse } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Attempts } from '../application/attempts.js';
import { limits } from '../domain/limits.js';
import { IdentityPublisher } from '../presentation/publishers/identity.publisher.js';
import { identityWorld, password, proved, sessionOf, signedUp } from './identity-world.js';

let world: World;
beforeAll(async () => {
  world = await identityWorld();
});
afterAll(() => world.stop());

/** Both roads to an account. */
const roads = [
  {
    road: 'POST /api/v1/users',
    created: 201,
    signUp: (username: string, email: string) =>
      world.request('POST', '/api/v1/users', { body: { username, email, password } }),
    idOf: ({ body }: WorldResponse) => (body as { userId: string }).userId,
  },
  {
    road: 'POST /api/auth/sign-up/email',
    created: 200,
    signUp: (username: string, email: string) =>
      world.request('POST', '/api/auth/sign-up/email', {
        body: { username, email, password, name: username },
      }),
    idOf: ({ body }: WorldResponse) => (body as { user: { id: string } }).user.id,
  },
];

async function factsOf(userId: string): Promise<object[]> {
  const facts = await world.facts();
  return facts.filter((fact) => (fact as { userId?: string }).userId === userId);
}

async function verificationOf(userId: string): Promise<EmailVerificationRequestedIntegrationEvent> {
  const facts = await world.facts(EmailVerificationRequestedIntegrationEvent);
  const found = facts.find((fact) => fact.userId === userId);
  if (found === undefined) throw new Error(`Nobody asked ${userId} to prove an address.`);
  return found;
}

/** Rows and facts that know the name. */
async function tracesOf(username: string): Promise<number> {
  const rows = await world.rows(
    `SELECT 1 FROM identity.profiles WHERE username = $1
     UNION ALL SELECT 1 FROM identity.users WHERE name = $1
     UNION ALL SELECT 1 FROM identity.email_verifications WHERE email LIKE $1 || '@%'`,
    [username],
  );
  const facts = await world.facts();
  return rows.length + facts.filter((fact) => JSON.stringify(fact).includes(`"${username}`)).length;
}

describe.each(roads)('signing up by $road', ({ created, signUp, idOf }) => {
  const tag = created === 201 ? 'own' : 'browser';

  it('makes one user, one sign-up fact and one request to prove the address, in that order [4-05]', async () => {
    const answer = await signUp(`${tag}-ada`, `${tag}.Ada@Example.org`);
    expect(answer.status).toBe(created);
    const userId = idOf(answer);
    const { token } = await verificationOf(userId);
    const email = `${tag}.ada@example.org`;
    expect(await factsOf(userId)).toEqual([
      new UserRegisteredIntegrationEvent({
        userId,
        username: `${tag}-ada`,
        email,
        displayName: `${tag}-ada`,
        source: 'password',
      }),
      new EmailVerificationRequestedIntegrationEvent({ userId, email, token }),
    ]);
    expect(
      await world.rows(
        `SELECT u.name, u.email, u.email_verified, p.username, p.email AS claimed, p.source, a.provider_id, u.created_at
         FROM identity.users u JOIN identity.profiles p ON p.user_id = u.id
         JOIN identity.accounts a ON a.user_id = u.id WHERE u.id = $1`,
        [userId],
      ),
    ).toEqual([
      {
        name: `${tag}-ada`,
        email: null,
        email_verified: false,
        username: `${tag}-ada`,
        claimed: email,
        source: 'password',
        provider_id: 'credential',
        created_at: world.clock.now(),
      },
    ]);
  });

  it('gives a password that signs in', async () => {
    await signUp(`${tag}-signs-in`, `${tag}-signs-in@example.org`);
    expect(await sessionOf(world, { username: `${tag}-signs-in` })).toMatch(/^[\w-]{43}$/);
  });

  it('answers the same for a known address and makes an account all the same', async () => {
    const first = await signUp(`${tag}-known-1`, `${tag}-known@example.org`);
    const { token } = await verificationOf(idOf(first));
    await world.request('POST', '/api/v1/email-verifications', { body: { token } });
    const second = await signUp(`${tag}-known-2`, `${tag}-known@example.org`);
    expect(second.status).toBe(first.status);
    const shape = (answer: WorldResponse) =>
      answer.text.replaceAll(idOf(answer), '<id>').replaceAll(/known-[12]/g, '<name>');
    expect(shape(second)).toBe(shape(first));
    expect(await tracesOf(`${tag}-known-2`)).toBeGreaterThan(0);
    expect((await signUp(`${tag}-known-2`, 'somebody-else@example.org')).status).toBe(409);
  });

  it('tells that a username is taken or reserved, and leaves nothing behind [3-05]', async () => {
    await signUp(`${tag}-taken`, `${tag}-taken@example.org`);
    const before = (await world.facts()).length;
    expect(await signUp(`${tag}-taken`, `${tag}-second@example.org`)).toMatchObject({
      status: 409,
      body: { type: '/problems/username-taken' },
    });
    expect(await signUp('operator', `${tag}-operator@example.org`)).toMatchObject({
      status: 422,
      body: { type: '/problems/username-reserved' },
    });
    expect(await world.facts()).toHaveLength(before);
    expect(
      await world.rows(`SELECT 1 FROM identity.profiles WHERE email LIKE $1`, [`${tag}-second%`]),
    ).toEqual([]);
  });

  it('leaves no row and no fact when the publisher fails', async () => {
    const failing = vi
      .spyOn(world.app.get(IdentityPublisher, { strict: false }), 'publishUserRegistered')
      .mockImplementation(() => {
        throw new Error('The publisher broke.');
      });
    const { status } = await signUp(`${tag}-unlucky`, `${tag}-unlucky@example.org`);
    failing.mockRestore();
    expect(status).toBe(500);
    expect(await tracesOf(`${tag}-unlucky`)).toBe(0);
    expect((await signUp(`${tag}-unlucky`, `${tag}-unlucky@example.org`)).status).toBe(created);
  });

  it('is refused where too many claim one address, known or not: each is sent mails', async () => {
    const { perAccount, window } = limits.attempts['sign-up'];
    const refusal = {
      status: 429,
      headers: { 'retry-after': String(window / 1000) },
      body: { type: '/problems/too-many-attempts' },
    };
    const known = await signedUp(world, `${tag}-victim`);
    await proved(world, known);
    world.clock.advance(window);
    for (const [which, email] of [known.email, `${tag}-stranger@example.com`].entries()) {
      // A name that is taken sends nothing.
      expect((await signUp(known.username, email)).status).toBe(409);
      for (let n = 0; n < perAccount; n += 1)
        expect((await signUp(`${tag}-mailer-${which}-${n}`, email)).status).toBe(created);
      expect(await signUp(`${tag}-one-too-many`, email)).toMatchObject(refusal);
    }
    expect(await tracesOf(`${tag}-one-too-many`)).toBe(0);
  });

  it('gives a name to one of many who want it at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, n) => signUp(`${tag}-contested`, `${tag}-contested-${n}@example.org`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([created, 409, 409, 409, 409]);
  });

  it('keeps the password and the token out of every table', async () => {
    const answer = await signUp(`${tag}-secrets`, `${tag}-secrets@example.org`);
    const { token } = await verificationOf(idOf(answer));
    const rows = JSON.stringify(
      await world.rows(
        `SELECT a.*, v.*, u.* FROM identity.accounts a JOIN identity.email_verifications v USING (user_id)
         JOIN identity.users u ON u.id = a.user_id WHERE a.user_id = $1`,
        [idOf(answer)],
      ),
    );
    expect(rows).not.toContain(token);
    expect(rows).not.toContain(password);
  });

  it.each([
    [{ username: 'Ada' }, '#/username'],
    [{ email: 'nobody' }, '#/email'],
    [{ email: `${'x'.repeat(250)}@example.org` }, '#/email'],
    [{ password: 'short' }, '#/password'],
    [{ emailVerified: true }, '#/emailVerified'],
    [{ role: 'operator' }, '#/role'],
  ])('refuses %j', async (fault, pointer) => {
    const body = {
      username: `${tag}-wrong`,
      email: `${tag}-wrong@example.org`,
      password,
      ...(tag === 'browser' && { name: 'Wrong' }),
      ...fault,
    };
    const path = tag === 'own' ? '/api/v1/users' : '/api/auth/sign-up/email';
    expect(await world.request('POST', path, { body })).toMatchObject({
      status: 400,
      body: { type: '/problems/validation-failed', errors: [expect.objectContaining({ pointer })] },
    });
  });
});

describe('proving an address', () => {
  const prove = (token: string) => world.request('POST', '/api/v1/email-verifications', { body: { token } });

  it('works once and says so in one fact', async () => {
    const { userId, email } = await signedUp(world, 'prover');
    const { token } = await verificationOf(userId);
    expect(await prove(token)).toMatchObject({ status: 200, body: { userId } });
    expect(await prove(token)).toMatchObject({
      status: 410,
      body: { type: '/problems/verification-token-spent' },
    });
    expect(
      await world.rows('SELECT email, email_verified FROM identity.users WHERE id = $1', [userId]),
    ).toEqual([{ email, email_verified: true }]);
    const verified = (await world.facts(EmailVerifiedIntegrationEvent)).filter(
      (fact) => fact.userId === userId,
    );
    expect(verified).toHaveLength(1);
  });

  it('works once however many try at the same time', async () => {
    const { userId } = await signedUp(world, 'eager');
    const { token } = await verificationOf(userId);
    const answers = await Promise.all([prove(token), prove(token), prove(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410]);
  });

  it('comes too late after a day', async () => {
    const { userId } = await signedUp(world, 'latecomer');
    const { token } = await verificationOf(userId);
    world.clock.advance(limits.verification.lifetime);
    expect(await prove(token)).toMatchObject({ status: 410 });
  });

  it('answers alike for a token that never was', async () => {
    expect(await prove('never-was')).toMatchObject({
      status: 410,
      body: { type: '/problems/verification-token-spent' },
    });
  });

  it('goes to the first of two who claim one address', async () => {
    const first = await signedUp(world, 'first-claim', 'shared@example.org');
    const second = await signedUp(world, 'second-claim', 'shared@example.org');
    expect((await prove((await verificationOf(second.userId)).token)).status).toBe(200);
    expect(await prove((await verificationOf(first.userId)).token)).toMatchObject({
      status: 409,
      body: { type: '/problems/email-taken' },
    });
  });
});

it('sign-ups are counted per network', async () => {
  const attempts = world.app.get(Attempts, { strict: false });
  const from = (n: number, network: string) =>
    attempts.begin('sign-up', { email: `somebody-${n}@example.com` }, network);
  const { perNetwork } = limits.attempts['sign-up'];
  for (let n = 0; n < perNetwork; n += 1) expect(await from(n, '192.0.2.1')).toBeNull();
  expect(await from(perNetwork, '192.0.2.1')).not.toBeNull();
  expect(await from(perNetwork, '192.0.2.2')).toBeNull();
});

it('sign-ups that make nothing keep nobody from an address or a network, however many come at once', async () => {
  const signUpAs = (username: string, email: string, address: string) =>
    world.request('POST', '/api/v1/users', { body: { username, email, password }, address });
  const { perAccount, perNetwork } = limits.attempts['sign-up'];
  const email = 'besieged@example.org';
  await Promise.all(Array.from({ length: 10 }, () => signUpAs('admin', email, '198.51.100.1')));
  expect((await signUpAs('besieged', email, '203.0.113.9')).status).toBe(201);

  const attempts = world.app.get(Attempts, { strict: false });
  for (let n = 0; n < perNetwork; n += 1)
    await attempts.begin('sign-up', { email: `crowd-${n}@example.com` }, '192.0.2.3');
  const elsewhere = { email: 'neighbour@example.com' };
  for (let n = 0; n < perAccount; n += 1)
    expect(await attempts.begin('sign-up', elsewhere, '192.0.2.3')).not.toBeNull();
  expect(await attempts.begin('sign-up', elsewhere, '192.0.2.4')).toBeNull();
});

it('a sign-up by either road is one INTERNAL span of the same name, inside which the facts are created', async () => {
  for (const { signUp, created } of roads) {
    world.spans.reset();
    expect((await signUp(`traced-${created}`, `traced-${created}@example.org`)).status).toBe(created);
    const spans = world.spans.all();
    const [command] = spans.filter(({ name }) => name === 'identity.register-user');
    const facts = spans.filter(({ name }) => name.startsWith('create identity.'));
    expect(command).toBeDefined();
    expect(facts).toHaveLength(2);
    for (const fact of facts) expect(fact.parentSpanContext?.spanId).toBe(command?.spanContext().spanId);
  }
});

it('a sign-up is named by its wire type', async () => {
  const [fact] = await world.facts(UserRegisteredIntegrationEvent);
  expect(fact && typeOf(fact)).toBe('identity.user-registered.v1');
});

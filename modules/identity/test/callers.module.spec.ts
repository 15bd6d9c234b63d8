import { DailySignInIntegrationEvent, type Fact } from '@boardwalk/integration-events';
import { operatorToken, typeOf, type World, type WorldResponse } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PasswordHasher } from '../application/password-hasher.js';
import { RegisterUser, type RegisteredUser } from '../application/register-user.js';
import {
  baseUrl,
  factsAbout,
  identityWorld,
  password,
  proved,
  sessionOf,
  signedUp,
} from './identity-world.js';

let world: World;
beforeAll(async () => {
  world = await identityWorld();
});
afterAll(() => world.stop());

function expected(status: number, answer: WorldResponse): unknown {
  if (answer.status === status) return answer.body;
  throw new Error(`It was answered with ${answer.status}: ${answer.text}`);
}

type SignUp = (username: string, email: string) => Promise<string>;

/** Whoever makes an account. Answers its id. */
const callers: Readonly<Record<string, SignUp>> = {
  'a request': async (username, email) => {
    const body = { username, email, password };
    return (expected(201, await world.request('POST', '/api/v1/users', { body })) as { userId: string })
      .userId;
  },
  'a browser': async (username, email) => {
    const body = { username, email, password, name: username };
    const answer = await world.request('POST', '/api/auth/sign-up/email', { body });
    return (expected(200, answer) as { user: { id: string } }).user.id;
  },
  'another part of the program': async (username, email) => {
    const hash = await world.app.get(PasswordHasher, { strict: false }).hash(password);
    const { userId } = await world.execute<RegisteredUser>(new RegisterUser(username, email, hash));
    return userId;
  },
};

interface Told {
  readonly type: string;
  readonly fields: object;
}

/** What was told of somebody, in order, without what differs between any two people. */
async function toldOf(userId: string, username: string): Promise<Told[]> {
  const facts: (Fact & { readonly userId?: string })[] = await world.facts();
  return facts
    .filter((fact) => fact.userId === userId)
    .map((fact) => ({
      type: typeOf(fact).replace(/^identity\.(.*)\.v1$/, '$1'),
      fields: JSON.parse(
        JSON.stringify(fact, (key, value: unknown) => (key === 'token' ? 'a token' : value))
          .replaceAll(userId, 'the id')
          .replaceAll(username, 'the-name'),
      ) as object,
    }));
}

describe('a sign-up', () => {
  it('is told in the same facts, whoever makes the account [0-14] [0-15]', async () => {
    const told: Told[][] = [];
    for (const [index, signUp] of Object.values(callers).entries()) {
      const username = `called-${index}`;
      told.push(await toldOf(await signUp(username, `${username}@example.org`), username));
    }
    expect(told[0]?.map(({ type }) => type)).toEqual(['user-registered', 'email-verification-requested']);
    expect(told).toEqual(told.map(() => told[0]));
  });

  it('is told by the aggregate, and what the use case adds follows in the same transaction [0-25]', async () => {
    const { userId } = await signedUp(world, 'enriched');
    expect(
      await world.rows(
        `SELECT type, count(*) OVER (PARTITION BY xid)::int AS together FROM messaging.facts WHERE key = $1 ORDER BY pos`,
        [userId],
      ),
    ).toEqual([
      { type: 'identity.user-registered.v1', together: 2 },
      { type: 'identity.email-verification-requested.v1', together: 2 },
    ]);
    // Nothing is to be added for somebody without an address: the aggregate says the same, and nobody else speaks.
    const users = [{ username: 'plain', registeredAt: '2026-03-17T18:21:17Z' }];
    const ask = { as: operatorToken, body: { users } };
    const { results } = expected(200, await world.request('POST', '/api/v1/operator/users:import', ask)) as {
      results: [{ userId: string }];
    };
    expect((await toldOf(results[0].userId, 'plain')).map(({ type }) => type)).toEqual(['user-registered']);
  });
});

describe('a day on which somebody was here', () => {
  const day = 24 * 60 * 60 * 1000;
  const visits: Readonly<Record<string, (username: string, session: string) => Promise<unknown>>> = {
    'a sign-in': (username) => sessionOf(world, { username }),
    'a sign-in in a browser': async (username) => {
      const body = { email: `${username}@example.org`, password };
      const headers = { origin: baseUrl, host: new URL(baseUrl).host };
      return expected(200, await world.request('POST', '/api/auth/sign-in/email', { body, headers }));
    },
    'the first use of a session': async (_, session) =>
      expected(200, await world.request('GET', '/api/v1/me', { as: session })),
  };

  it.each(Object.keys(visits))('is told in the same fact by %s [0-14] [0-15]', async (way) => {
    const username = `visitor-${Object.keys(visits).indexOf(way)}`;
    const person = await signedUp(world, username);
    await proved(world, person);
    const session = await sessionOf(world, person);
    world.clock.advance(day);
    await visits[way]?.(username, session);
    const [, told, ...more] = await factsAbout(world, person.userId, DailySignInIntegrationEvent);
    const date = world.clock.now().toISOString().slice(0, 10);
    expect(told).toEqual(new DailySignInIntegrationEvent({ userId: person.userId, username, date }));
    expect(more).toEqual([]);
  });
});

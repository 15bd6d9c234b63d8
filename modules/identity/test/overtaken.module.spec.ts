import { AsyncLocalStorage } from 'node:async_hooks';
import { PasswordResetRequestedIntegrationEvent } from '@boardwalk/integration-events';
import { type UnitOfWork, UnitsOfWork } from '@boardwalk/persistence';
import {
  notYet,
  OAuthStandIn,
  operatorToken,
  until,
  type World,
  type WorldResponse,
} from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  baseUrl,
  factsAbout,
  identityWorld,
  password,
  type Person,
  proved,
  sessionOf,
  signedUp,
} from './identity-world.js';

let world: World;
let provider: OAuthStandIn;
beforeAll(async () => {
  provider = await OAuthStandIn.start();
  world = await identityWorld(provider.settings);
  await world.rows(
    `CREATE FUNCTION public.stand_still() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS
       'BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN NEW; END'`,
  );
  await world.rows(
    `CREATE TRIGGER stand_still BEFORE INSERT ON identity.sessions
     FOR EACH ROW EXECUTE FUNCTION public.stand_still()`,
  );
});
afterAll(async () => {
  await world.stop();
  await provider.stop();
});

type Asking = () => Promise<WorldResponse>;

/** Where no unit of work runs. */
const outside = AsyncLocalStorage.snapshot();

const isAnybodyWaiting = async (forWhat: RegExp) =>
  (
    await world.rows<{ wait_event: string }>(
      `SELECT wait_event FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
  ).some(({ wait_event }) => forWhat.test(wait_event));

/** Hashing passwords takes its time on a busy machine. */
const bePatient = (unit: UnitOfWork) => unit.query('SET LOCAL idle_in_transaction_session_timeout = 0');

/** A sign-in stands still right before the row of its session, until the other has been answered or has to wait. */
async function overtaken(signIn: Asking, other: Asking): Promise<readonly [WorldResponse, WorldResponse]> {
  const [signingIn, doing] = await world.app.get(UnitsOfWork).run(async (unit) => {
    await bePatient(unit);
    await unit.query('SELECT pg_advisory_xact_lock(7)');
    const signingIn = outside(signIn);
    await until('a sign-in that stands still', async () => (await isAnybodyWaiting(/advisory/)) || notYet());
    const doing = outside(other);
    let isDone = false;
    void doing.finally(() => {
      isDone = true;
    });
    await until(
      'the other to be answered, or to wait',
      async () => isDone || (await isAnybodyWaiting(/transactionid|tuple/)) || notYet(),
    );
    return [signingIn, doing] as const;
  });
  return [await signingIn, await doing];
}

const inBrowser =
  ({ email }: Person): Asking =>
  () =>
    world.request('POST', '/api/auth/sign-in/email', { body: { email, password } });
const sessionsOf = ({ userId }: Pick<Person, 'userId'>) =>
  world.rows('SELECT id FROM identity.sessions WHERE user_id = $1', [userId]);

async function holder(username: string): Promise<Person> {
  const person = await signedUp(world, username);
  await proved(world, person);
  return person;
}

async function resetOf(person: Person): Promise<Asking> {
  await world.request('POST', '/api/v1/password-resets', { body: { email: person.email } });
  await world.drain();
  const [requested] = await factsAbout(world, person.userId, PasswordResetRequestedIntegrationEvent);
  const body = { token: requested?.token, password: 'another battery staple' };
  return () => world.request('POST', '/api/v1/password-resets/redeem', { body });
}

describe('a sign-in in a browser leaves no session behind', () => {
  it('when the password is reset meanwhile', async () => {
    const person = await holder('reset-meanwhile');
    const [, reset] = await overtaken(inBrowser(person), await resetOf(person));
    expect(reset.status).toBe(204);
    expect(await sessionsOf(person)).toEqual([]);
  });

  it('when the password is changed meanwhile', async () => {
    const person = await holder('changed-meanwhile');
    const as = await sessionOf(world, person);
    const body = { currentPassword: password, newPassword: 'another battery staple' };
    const change = () => world.request('PUT', '/api/v1/me/password', { as, body });
    const [, changed] = await overtaken(inBrowser(person), change);
    expect(changed.status).toBe(204);
    expect(await sessionsOf(person)).toEqual([]);
  });

  it('when the account is suspended meanwhile', async () => {
    const person = await holder('suspended-meanwhile');
    const path = `/api/v1/operator/users/${person.userId}/suspend`;
    const suspend = () => world.request('POST', path, { as: operatorToken, body: { reason: 'Spam.' } });
    const [, suspended] = await overtaken(inBrowser(person), suspend);
    expect(suspended.status).toBe(200);
    expect(await sessionsOf(person)).toEqual([]);
  });
});

describe('a sign-in by a provider leaves no session behind', () => {
  it('when a reset takes the provider away meanwhile', async () => {
    const person = await holder('joined');
    const host = new URL(baseUrl).host;
    const claims = { sub: 'joined', email: person.email, email_verified: true };
    const comingBack = async (): Promise<Asking> => {
      const begun = await world.request('POST', '/api/auth/sign-in/social', {
        body: { provider: 'stand-in', callbackURL: '/welcome' },
        headers: { origin: baseUrl, host },
      });
      const back = await provider.signIn((begun.body as { url: string }).url, claims);
      const cookie = [begun.headers['set-cookie']].flat().map((set) => String(set).split(';', 1)[0]);
      const headers = { cookie: cookie.join('; '), host };
      return () => world.request('GET', `${back.pathname}${back.search}`, { headers });
    };
    expect((await (await comingBack())()).headers['location']).toBe('/welcome');
    expect(await sessionsOf(person)).toHaveLength(1);
    const [, reset] = await overtaken(await comingBack(), await resetOf(person));
    expect(reset.status).toBe(204);
    expect(await sessionsOf(person)).toEqual([]);
  });
});

describe('a session that ends meanwhile', () => {
  it.each(['/api/v1/api-keys', '/api/v1/clients'])(
    'makes nothing by POST %s that outlives it',
    async (path) => {
      const person = await holder(`ends-meanwhile-${path.length}`);
      const as = await sessionOf(world, person);
      const [asking] = await world.app.get(UnitsOfWork).run(async (unit) => {
        await bePatient(unit);
        await unit.query('SELECT FROM identity.profiles WHERE user_id = $1 FOR UPDATE', [person.userId]);
        await unit.query('DELETE FROM identity.sessions WHERE user_id = $1', [person.userId]);
        const asking = outside(() => world.request('POST', path, { as, body: { name: 'left behind' } }));
        await until(
          'the request to wait',
          async () => (await isAnybodyWaiting(/transactionid|tuple/)) || notYet(),
        );
        return [asking] as const;
      });
      expect(await asking).toMatchObject({ status: 403, body: { type: '/problems/session-ended' } });
      const keys = await world.rows('SELECT FROM identity.api_keys WHERE owner_user_id = $1', [
        person.userId,
      ]);
      expect(keys).toEqual([]);
    },
  );
});

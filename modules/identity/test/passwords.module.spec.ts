import { createHash } from 'node:crypto';
import {
  EmailVerificationRequestedIntegrationEvent,
  PasswordChangedIntegrationEvent,
  PasswordResetRequestedIntegrationEvent,
} from '@boardwalk/integration-events';
import type { World } from '@boardwalk/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Attempts } from '../application/attempts.js';
import { Credentials } from '../application/credentials.js';
import { Sessions } from '../application/sessions.js';
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
let ada: Person;
const another = 'another battery staple';
beforeAll(async () => {
  world = await identityWorld();
  ada = await signedUp(world, 'ada');
  await proved(world, ada);
});
afterAll(() => world.stop());
// Requests of one test do not count in the next.
beforeEach(() => world.clock.advance(limits.attempts.reset.window));

const request = (email: string) => world.request('POST', '/api/v1/password-resets', { body: { email } });
const redeem = (token: string, chosen = another) =>
  world.request('POST', '/api/v1/password-resets/redeem', { body: { token, password: chosen } });
const signIn = (username: string, tried: string) =>
  world.request('POST', '/api/v1/sessions', { body: { username, password: tried } });
const me = async (as: string) => (await world.request('GET', '/api/v1/me', { as })).status;
const resetsOf = ({ userId }: Person) => factsAbout(world, userId, PasswordResetRequestedIntegrationEvent);
const changesOf = ({ userId }: Person) => factsAbout(world, userId, PasswordChangedIntegrationEvent);

async function newToken(person: Person): Promise<string> {
  expect((await request(person.email)).status).toBe(202);
  await world.drain();
  const token = (await resetsOf(person)).at(-1)?.token;
  if (token === undefined) throw new Error(`${person.username} was sent no token.`);
  return token;
}

describe('a request for another password', () => {
  it('sends a token to the address, and to nobody who asks for it', async () => {
    const answer = await request('ADA@example.org');
    expect(answer).toMatchObject({ status: 202, text: '' });
    await world.drain();
    const [sent, ...others] = await resetsOf(ada);
    expect(others).toEqual([]);
    expect(sent).toEqual(
      new PasswordResetRequestedIntegrationEvent({
        userId: ada.userId,
        email: ada.email,
        token: sent?.token ?? '',
      }),
    );
    expect(sent?.token).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(await world.rows('SELECT * FROM identity.password_resets'))).not.toContain(
      sent?.token,
    );
  });

  it('is answered alike, and does the same, for an address that nobody has', async () => {
    const waiting = () =>
      world.rows(`SELECT context, command, attempts FROM messaging.delayed_commands ORDER BY id`);
    const answers = [await request(ada.email), await request('stranger@example.com')];
    expect(new Set(answers.map(shapeOf)).size).toBe(1);
    const [known, unknown] = await waiting();
    expect(unknown).toEqual(known);
    const keys = await world.rows<{ key: string }>('SELECT key FROM messaging.delayed_commands');
    const guess = createHash('sha256').update(ada.email).digest('base64url');
    expect(keys.map(({ key }) => key)).not.toContain(guess);
    const before = (await world.facts(PasswordResetRequestedIntegrationEvent)).length;
    await world.drain();
    expect(await world.facts(PasswordResetRequestedIntegrationEvent)).toHaveLength(before + 1);
    expect(await waiting()).toEqual([]);
  });

  it('is counted per network', async () => {
    const attempts = world.app.get(Attempts, { strict: false });
    const from = (n: number, network: string) =>
      attempts.begin('reset', { email: `somebody-${n}@example.com` }, network);
    for (let n = 0; n < limits.attempts.reset.perNetwork; n += 1)
      expect(await from(n, '192.0.2.1')).toBeNull();
    expect(await from(99, '192.0.2.1')).toBe(limits.attempts.reset.window / 1000);
    expect(await from(99, '192.0.2.2')).toBeNull();
  });

  it('is counted per address, unknown ones alike', async () => {
    const { perAccount, window } = limits.attempts.reset;
    for (const email of [ada.email, 'stranger@example.com']) {
      for (let n = 0; n < perAccount; n += 1) expect((await request(email)).status).toBe(202);
      expect(await request(email)).toMatchObject({
        status: 429,
        headers: { 'retry-after': String(window / 1000) },
        body: { type: '/problems/too-many-attempts' },
      });
    }
    await world.drain();
    expect(await me(await sessionOf(world, ada))).toBe(200);
  });
});

describe('a token for another password', () => {
  it('changes the password, ends every session, and says so in one fact', async () => {
    const person = await signedUp(world, 'forgetful');
    const sessions = [await sessionOf(world, person), await sessionOf(world, person)];
    expect((await redeem(await newToken(person))).status).toBe(204);
    for (const session of sessions) expect(await me(session)).toBe(401);
    expect((await signIn('forgetful', password)).status).toBe(401);
    expect((await signIn('forgetful', another)).status).toBe(201);
    expect(await changesOf(person)).toEqual([
      new PasswordChangedIntegrationEvent({ userId: person.userId, reason: 'reset' }),
    ]);
  });

  it('takes keys away, which somebody else may have made', async () => {
    const person = await signedUp(world, 'pre-claimed');
    const session = await sessionOf(world, person);
    const body = { name: 'laptop', scopes: ['*'] };
    const made = await world.request('POST', '/api/v1/api-keys', { as: session, body });
    const { key } = made.body as { key: string };
    expect(await me(key)).toBe(200);
    expect((await redeem(await newToken(person))).status).toBe(204);
    expect(await me(key)).toBe(401);
  });

  it('works once, however many try at the same time', async () => {
    const person = await signedUp(world, 'hasty');
    const token = await newToken(person);
    const answers = await Promise.all([redeem(token), redeem(token), redeem(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 410, 410]);
    expect(await changesOf(person)).toHaveLength(1);
    expect(await redeem(token)).toMatchObject({ body: { type: '/problems/reset-token-spent' } });
  });

  it('is void when another has changed the password', async () => {
    const person = await signedUp(world, 'twice-asked');
    const first = await newToken(person);
    const second = await newToken(person);
    const answers = await Promise.all([redeem(first), redeem(second)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 410]);
    expect(await changesOf(person)).toHaveLength(1);
  });

  it('comes too late after an hour, and is answered like one that never was', async () => {
    const token = await newToken(ada);
    world.clock.advance(limits.passwordReset.lifetime);
    const answers = [await redeem(token), await redeem('never-was')];
    expect(answers[0]?.status).toBe(410);
    expect(new Set(answers.map(shapeOf)).size).toBe(1);
  });

  it('lets nobody in who had begun to sign in with the old password', async () => {
    const person = await signedUp(world, 'overtaken');
    const old = await world.app.get(Credentials, { strict: false }).of(person.userId);
    expect((await redeem(await newToken(person))).status).toBe(204);
    const visitor = { address: '192.0.2.1', userAgent: 'spec' };
    const sessions = world.app.get(Sessions, { strict: false });
    expect(await sessions.open(person.userId, visitor, old?.passwordHash ?? '')).toBeNull();
    expect(await world.rows('SELECT 1 FROM identity.sessions WHERE user_id = $1', [person.userId])).toEqual(
      [],
    );
  });

  it('is refused with a password that is too short', async () => {
    expect((await redeem('a-token', 'short')).status).toBe(400);
  });
});

describe('changing a password', () => {
  const change = (as: string, currentPassword: string) =>
    world.request('PUT', '/api/v1/me/password', { as, body: { currentPassword, newPassword: another } });

  it('needs the old one, ends every session, and says so in one fact', async () => {
    const person = await signedUp(world, 'careful');
    const session = await sessionOf(world, person);
    expect(await change(session, 'not the password')).toMatchObject({
      status: 403,
      body: { type: '/problems/wrong-password' },
    });
    expect(await changesOf(person)).toEqual([]);
    expect(await me(session)).toBe(200);
    expect((await change(session, password)).status).toBe(204);
    expect(await me(session)).toBe(401);
    expect((await signIn('careful', another)).status).toBe(201);
    expect(await changesOf(person)).toEqual([
      new PasswordChangedIntegrationEvent({ userId: person.userId, reason: 'changed' }),
    ]);
  });

  it('is no way around the limit of tries', async () => {
    const person = await signedUp(world, 'robbed');
    const session = await sessionOf(world, person);
    const { perAccount } = limits.attempts['sign-in'];
    for (let n = 0; n < perAccount; n += 1) expect((await change(session, 'a guess')).status).toBe(403);
    expect((await change(session, password)).status).toBe(429);
    expect((await signIn('robbed', password)).status).toBe(429);
  });

  it('is not for API keys', async () => {
    const as = await sessionOf(world, await signedUp(world, 'key-owner'));
    const { body } = await world.request('POST', '/api/v1/api-keys', { as, body: { name: 'thief' } });
    expect(await change((body as { key: string }).key, password)).toMatchObject({
      status: 403,
      body: { type: '/problems/session-required' },
    });
  });
});

describe('having a verification sent again', () => {
  const resend = (email: string) =>
    world.request('POST', '/api/v1/email-verifications/resend', { body: { email } });
  const sentTo = ({ userId }: Person) =>
    factsAbout(world, userId, EmailVerificationRequestedIntegrationEvent);

  it('sends whoever still has to prove the address a new token, which works', async () => {
    const person = await signedUp(world, 'unproved');
    expect((await resend('Unproved@example.org')).status).toBe(202);
    await world.drain();
    const [first, second, ...others] = await sentTo(person);
    expect(others).toEqual([]);
    expect(second?.token).not.toBe(first?.token);
    const body = { token: second?.token };
    expect((await world.request('POST', '/api/v1/email-verifications', { body })).status).toBe(200);
  });

  it('is answered alike for a proved and for an unknown address, and sends nothing', async () => {
    const before = (await world.facts(EmailVerificationRequestedIntegrationEvent)).length;
    const answers = [await resend(ada.email), await resend('stranger@example.com')];
    expect(new Set(answers.map(shapeOf))).toEqual(new Set(['202 ']));
    await world.drain();
    expect(await world.facts(EmailVerificationRequestedIntegrationEvent)).toHaveLength(before);
  });

  it('is counted for itself', async () => {
    for (let n = 0; n < limits.attempts.verification.perAccount; n += 1) await resend(ada.email);
    expect((await resend(ada.email)).status).toBe(429);
    expect((await request(ada.email)).status).toBe(202);
  });
});

import {
  EmailVerificationRequestedIntegrationEvent,
  EmailVerifiedIntegrationEvent,
  PasswordResetRequestedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { type OAuthClaims, OAuthStandIn, operatorToken, type World } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseUrl, identityWorld, password, proved, signedUp } from './identity-world.js';

let world: World;
let provider: OAuthStandIn;
beforeAll(async () => {
  provider = await OAuthStandIn.start();
  world = await identityWorld(provider.settings);
});
afterAll(async () => {
  await world.stop();
  await provider.stop();
});

const host = new URL(baseUrl).host;
const cookiesOf = ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string =>
  [headers['set-cookie']]
    .flat()
    .filter((cookie) => typeof cookie === 'string')
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');

/** A browser begins to sign in. */
async function begun(body: object = {}) {
  const answer = await world.request('POST', '/api/auth/sign-in/social', {
    body: { provider: 'stand-in', callbackURL: '/welcome', ...body },
    headers: { origin: baseUrl, host },
  });
  return { answer, cookie: cookiesOf(answer), url: (answer.body as { url: string }).url };
}

const comeBack = (back: URL, cookie: string) =>
  world.request('GET', `${back.pathname}${back.search}`, { headers: { cookie, host } });

/** All of it, as a browser does it. */
async function signedIn(claims: OAuthClaims) {
  const { cookie, url } = await begun();
  const answer = await comeBack(await provider.signIn(url, claims), cookie);
  const session = cookiesOf(answer);
  const shown = await world.request('GET', '/api/auth/get-session', { headers: { cookie: session } });
  return { answer, session, userId: (shown.body as { user: { id: string } } | null)?.user.id };
}

const signUps = async () =>
  (await world.facts(UserRegisteredIntegrationEvent)).filter(({ source }) => source === 'oauth');
const accountOf = (userId: string | undefined) =>
  world.rows<{ username: string; email: string | null; claimed: string; access_token: string | null }>(
    `SELECT p.username, u.email, p.email AS claimed, p.source, a.provider_id, a.account_id, a.access_token
     FROM identity.profiles p JOIN identity.users u ON u.id = p.user_id JOIN identity.accounts a ON a.user_id = u.id
     WHERE p.user_id = $1`,
    [userId],
  );

describe('signing up by OAuth', () => {
  it('makes one user and says exactly one sign-up, as by e-mail [0-30]', async () => {
    const byMail = await signedUp(world, 'by-mail');
    const told = await world.facts(UserRegisteredIntegrationEvent);
    expect(told.filter(({ userId }) => userId === byMail.userId)).toMatchObject([{ source: 'password' }]);
    const before = (await signUps()).length;
    const claims = {
      sub: '42',
      email: 'Ada@Example.org',
      email_verified: true,
      name: 'Ada L.',
      preferred_username: 'Ada.L',
    };
    const { answer, userId } = await signedIn(claims);
    expect(answer).toMatchObject({ status: 302, headers: { location: '/welcome' } });
    expect(await accountOf(userId)).toEqual([
      {
        username: 'ada-l',
        email: 'ada@example.org',
        claimed: 'ada@example.org',
        source: 'oauth',
        provider_id: 'stand-in',
        account_id: '42',
        access_token: null,
      },
    ]);
    expect((await signUps()).slice(before)).toEqual([
      new UserRegisteredIntegrationEvent({
        userId: userId ?? '',
        username: 'ada-l',
        email: 'ada@example.org',
        displayName: 'Ada L.',
        source: 'oauth',
      }),
    ]);
    const verified = await world.facts(EmailVerifiedIntegrationEvent);
    expect(verified.filter((fact) => fact.userId === userId)).toHaveLength(1);
    const asked = await world.facts(EmailVerificationRequestedIntegrationEvent);
    expect(asked.filter((fact) => fact.userId === userId)).toEqual([]);

    const again = await signedIn(claims);
    expect(again.userId).toBe(userId);
    expect(await signUps()).toHaveLength(before + 1);
  });

  it('takes the first free name', async () => {
    await signedUp(world, 'grace');
    await signedUp(world, 'grace-2');
    const { userId } = await signedIn({ sub: 'g', email: 'g@example.org', preferred_username: 'Grace' });
    expect(await accountOf(userId)).toMatchObject([{ username: 'grace-3' }]);
    const reserved = await signedIn({ sub: 'a', email: 'a@example.org', preferred_username: 'admin' });
    expect(await accountOf(reserved.userId)).toMatchObject([{ username: 'admin-2' }]);
  });

  it('with an address that is not verified there claims it, and asks to prove it', async () => {
    const { userId } = await signedIn({ sub: 'u', email: 'unverified@example.org', name: 'Un Verified' });
    expect(await accountOf(userId)).toMatchObject([
      { username: 'un-verified', email: null, claimed: 'unverified@example.org' },
    ]);
    const asked = await world.facts(EmailVerificationRequestedIntegrationEvent);
    expect(asked.filter((fact) => fact.userId === userId)).toMatchObject([
      { email: 'unverified@example.org' },
    ]);
  });
});

describe('an account that has the address already', () => {
  it('is not handed to whoever claims the address elsewhere without proof', async () => {
    const person = await signedUp(world, 'careful', 'careful@example.org');
    await proved(world, person);
    const { answer, userId } = await signedIn({ sub: 'thief', email: 'careful@example.org' });
    expect(answer.headers['location']).toBe('/welcome?error=account_not_linked');
    expect(userId).toBeUndefined();
    expect(await world.rows(`SELECT 1 FROM identity.accounts WHERE account_id = 'thief'`)).toEqual([]);
  });

  it('is not joined when nobody has proved the address here: it may be another person’s', async () => {
    const claimant = await signedUp(world, 'claimant', 'contested@example.org');
    const { userId } = await signedIn({
      sub: 'holder',
      email: 'contested@example.org',
      email_verified: true,
    });
    expect(userId).toBeDefined();
    expect(userId).not.toBe(claimant.userId);
    expect(await accountOf(userId)).toMatchObject([{ email: 'contested@example.org' }]);
  });

  it('is joined when both have proved it, without another sign-up', async () => {
    const person = await signedUp(world, 'both-ways', 'both@example.org');
    await proved(world, person);
    const before = (await signUps()).length;
    const { userId } = await signedIn({ sub: 'both', email: 'both@example.org', email_verified: true });
    expect(userId).toBe(person.userId);
    expect(await signUps()).toHaveLength(before);
  });
});

describe('a reset', () => {
  const reset = async ({
    userId,
    email,
  }: {
    readonly userId: string | undefined;
    readonly email: string;
  }) => {
    await world.request('POST', '/api/v1/password-resets', { body: { email } });
    await world.drain();
    const asked = await world.facts(PasswordResetRequestedIntegrationEvent);
    const body = { token: asked.find((fact) => fact.userId === userId)?.token, password };
    expect((await world.request('POST', '/api/v1/password-resets/redeem', { body })).status).toBe(204);
  };

  it('takes away whoever claimed the address by a provider before its owner came', async () => {
    const claims = { sub: 'pre-claimer', email: 'owner@example.org' };
    const { userId } = await signedIn(claims);
    await reset({ userId, email: claims.email });
    const again = await signedIn(claims);
    expect(again.userId).not.toBe(userId);
    expect(
      await world.rows('SELECT provider_id FROM identity.accounts WHERE user_id = $1', [userId]),
    ).toEqual([{ provider_id: 'credential' }]);
  });

  it('is no loss to an owner whom the provider knows: they are joined anew', async () => {
    const claims = { sub: 'owner', email: 'forgetful@example.org', email_verified: true };
    const { userId } = await signedIn(claims);
    await reset({ userId, email: claims.email });
    expect((await signedIn(claims)).userId).toBe(userId);
  });
});

describe('coming back from a provider', () => {
  it('is for the browser that went there, once', async () => {
    const { cookie, url } = await begun();
    const back = await provider.signIn(url, { sub: 'once', email: 'once@example.org' });
    const lost = { status: 400, body: { type: '/problems/sign-in-lost' } };
    const elsewhere = await comeBack(back, '');
    expect(elsewhere.headers['set-cookie']).toBeUndefined();
    expect(elsewhere.headers['location']).toBe('/welcome?error=state_mismatch');
    expect((await comeBack(back, cookie)).status).toBe(302);
    expect(await comeBack(back, cookie)).toMatchObject(lost);
    const forged = new URL(back);
    forged.searchParams.set('state', 'of-nobody');
    expect(await comeBack(forged, cookie)).toMatchObject(lost);
  });

  it('with a code that the provider never gave goes on with an error', async () => {
    const { cookie, url } = await begun({ errorCallbackURL: '/sorry' });
    const back = await provider.signIn(url, { sub: 'x', email: 'x@example.org' });
    back.searchParams.set('code', 'made-up');
    const refused = provider.refused;
    expect((await comeBack(back, cookie)).headers['location']).toBe('/sorry?error=invalid_code');
    expect(provider.refused).toBe(refused + 1);
  });

  it('does not let in whoever is suspended', async () => {
    const claims = { sub: 'suspended', email: 'suspended@example.org' };
    const { userId } = await signedIn(claims);
    await world.request('POST', `/api/v1/operator/users/${userId}/suspend`, {
      as: operatorToken,
      body: { reason: 'Spam.' },
    });
    const { answer } = await signedIn(claims);
    expect(answer).toMatchObject({ status: 403, body: { type: '/problems/account-suspended' } });
  });

  it('ends the session that the browser had before', async () => {
    const claims = { sub: 'rotates', email: 'rotates@example.org' };
    const { session } = await signedIn(claims);
    const { cookie, url } = await begun();
    const answer = await comeBack(await provider.signIn(url, claims), `${cookie}; ${session}`);
    const statusOf = async (of: string) =>
      (await world.request('GET', '/api/v1/me', { headers: { cookie: of } })).status;
    expect([await statusOf(session), await statusOf(cookiesOf(answer))]).toEqual([401, 200]);
  });
});

describe('the beginning of a sign-in by OAuth', () => {
  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'leads nowhere but here, not to %s',
    async (callbackURL) => {
      expect((await begun({ callbackURL })).answer.status).toBe(400);
    },
  );

  it('needs a provider that there is', async () => {
    expect(await begun({ provider: 'nobody' }).then(({ answer }) => answer)).toMatchObject({
      status: 404,
      body: { type: '/problems/no-such-provider' },
    });
    expect((await world.request('GET', '/api/auth/providers')).body).toEqual({ providers: ['stand-in'] });
  });
});

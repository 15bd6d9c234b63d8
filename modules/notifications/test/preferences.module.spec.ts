import {
  AccountDeletedIntegrationEvent,
  PasswordChangedIntegrationEvent,
} from '@boardwalk/integration-events';
import { SmtpStandIn, type World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { as, badgeOf, inboxOf, inviteTo, mailsIn, settle, startWorld, tierOf } from './community.js';

let world: World;
let smtp: SmtpStandIn;
beforeEach(async () => {
  smtp = await SmtpStandIn.start();
  world = await startWorld(smtp.url);
  await settle(world, 'ada');
});
afterEach(async () => {
  await world.stop();
  await smtp.stop();
});

const path = '/api/v1/notification-preferences';
const everything = { invites: true, collectives: true, extensions: true, achievements: true };
const choose = (body: object) => world.request('PUT', path, { ...as('ada'), body });

/** What a mail program would use: the address in the header of the last mail. */
function unsubscribeAddress(): string {
  const [, url = ''] = /^<(.*)>$/.exec(smtp.mails.at(-1)?.header('list-unsubscribe') ?? '') ?? [];
  expect(url).toMatch(/^https:\/\/boardwalk\.example\/unsubscribe\?token=/);
  return url.replace('https://boardwalk.example', '');
}
const oneClick = (url: string) =>
  world.request('POST', url, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  });

describe('notification preferences', () => {
  it('let everything come until somebody chooses, and mails about the account always', async () => {
    expect((await world.request('GET', path, as('ada'))).body).toEqual({ account: true, ...everything });
  });

  it('keep mails of a kind from being sent; the inbox holds them all the same', async () => {
    const { status, body } = await choose({ ...everything, achievements: false });
    expect([status, body]).toEqual([200, { account: true, ...everything, achievements: false }]);
    await world.publish(badgeOf('ada'));
    await world.publish(new PasswordChangedIntegrationEvent({ userId: 'u-ada', reason: 'changed' }));
    await world.drain();
    expect((await mailsIn(world)).map(({ templateKey }) => templateKey)).toEqual(['password-changed']);
    expect(await inboxOf(world, 'ada')).toHaveLength(2);
    await choose(everything);
    await world.publish(tierOf('ada'));
    await world.drain();
    expect(smtp.mails.map(({ subject }) => subject)).toContain('You reached the tier Novice II');
  });

  it('take back what waits to be sent', async () => {
    smtp.failNext({ kind: 'refuse', at: 'rcpt', code: 450, text: 'try later' });
    await world.publish(badgeOf('ada'));
    await world.drain();
    expect(await mailsIn(world)).toMatchObject([{ status: 'queued', attempts: 1 }]);
    await choose({ ...everything, achievements: false });
    world.clock.advance(3_600_000);
    await world.drain();
    expect(await mailsIn(world)).toEqual([]);
    expect(smtp.mails.map(({ subject }) => subject)).toEqual(['Welcome to Boardwalk, ada']);
  });

  it.each([
    ['mails about the account switched off', { ...everything, account: false }, /cannot be switched off/],
    ['a kind that is not there', { ...everything, spam: true }, /Unknown field/],
    ['a kind left out', { invites: true }, /./],
  ])('refuse %s, and change nothing', async (_what, body, why) => {
    await choose({ ...everything, extensions: false });
    const refused = await choose(body);
    expect(refused.status).toBe(400);
    expect(refused.text).toMatch(why);
    expect((await world.request('GET', path, as('ada'))).body).toMatchObject({ extensions: false });
  });
});

describe('the link in a mail that stops its kind', () => {
  it('changes nothing when it is followed, and stops them when a mail program posts to it (RFC 8058)', async () => {
    await world.publish(badgeOf('ada'));
    await world.drain();
    expect(smtp.mails.at(-1)?.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    const url = unsubscribeAddress();
    expect(smtp.mails.at(-1)?.text).toContain(`https://boardwalk.example${url}`);
    expect((await world.request('GET', url)).status).toBe(200);
    expect((await world.request('GET', path, as('ada'))).body).toMatchObject({ achievements: true });

    for (let times = 0; times < 2; times += 1) {
      const { status, body } = await oneClick(url);
      expect([status, body]).toEqual([200, { kind: 'achievements' }]);
    }
    expect((await world.request('GET', path, as('ada'))).body).toEqual({
      account: true,
      ...everything,
      achievements: false,
    });
    await world.publish(tierOf('ada'));
    await world.drain();
    expect((await mailsIn(world)).map(({ templateKey }) => templateKey)).toEqual(['badge-awarded']);
  });

  it('stops them from its page as well', async () => {
    await world.publish(badgeOf('ada'));
    await world.drain();
    const token = new URL(unsubscribeAddress(), 'https://boardwalk.example').searchParams.get('token');
    const { status } = await world.request('POST', '/api/v1/unsubscriptions', { body: { token } });
    expect(status).toBe(200);
    expect((await world.request('GET', path, as('ada'))).body).toMatchObject({ achievements: false });
  });

  it('permits nothing when it was changed', async () => {
    await world.publish(badgeOf('ada'));
    await world.drain();
    const refused = await oneClick(`${unsubscribeAddress()}x`);
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ type: '/problems/unsubscribe-link-invalid' });
    expect((await world.request('GET', path, as('ada'))).body).toMatchObject({ achievements: true });
  });

  it('is in no mail about the account', async () => {
    await world.publish(new PasswordChangedIntegrationEvent({ userId: 'u-ada', reason: 'changed' }));
    await world.drain();
    expect(smtp.mails.at(-1)?.subject).toBe('Your password was changed');
    expect(smtp.mails.at(-1)?.header('list-unsubscribe')).toBeUndefined();
    expect(smtp.mails.at(-1)?.text).not.toContain('unsubscribe');
  });

  it('keeps invitations from somebody who has no account', async () => {
    await world.publish(inviteTo('stranger@example.org'));
    await world.drain();
    expect((await oneClick(unsubscribeAddress())).body).toEqual({ kind: 'invites' });
    await world.publish(inviteTo('Stranger@example.org'));
    await world.publish(inviteTo('other@example.org'));
    await world.drain();
    expect((await mailsIn(world)).map(({ to }) => to).sort()).toEqual(['o…@e…', 's…@e…']);
  });

  it('may be taken back by whoever proves the address', async () => {
    await world.publish(inviteTo('ada@example.org'));
    await world.drain();
    await oneClick(unsubscribeAddress());
    expect((await world.request('GET', path, as('ada'))).body).toMatchObject({ invites: false });
    await choose(everything);
    await world.publish(inviteTo('ada@example.org', '0198c1b0-0000-7000-8000-00000000000b'));
    await world.drain();
    expect(await mailsIn(world)).toHaveLength(2);
  });
});

it('nothing is kept of what somebody chooses once their account is gone', async () => {
  await world.publish(badgeOf('ada'));
  await world.drain();
  const url = unsubscribeAddress();
  await world.publish(new AccountDeletedIntegrationEvent({ userId: 'u-ada' }));
  await world.drain();
  const gone = { status: 410, body: { type: '/problems/account-deleted' } };
  expect(await choose({ ...everything, collectives: false })).toMatchObject(gone);
  expect(await oneClick(url)).toMatchObject(gone);
  expect(await world.rows('SELECT subject, kind FROM notifications.muted_kinds')).toEqual([]);
});

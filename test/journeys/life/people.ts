import { expect, it } from 'vitest';
import { passwordOf, tokenIn } from '../boardwalk-world.js';
import type { Community } from './community.js';

const day = 24 * 60 * 60 * 1_000;

/** How people come, and what they do about themselves. @param community that has begun when the steps are made */
export function comingsOfPeople(community: () => Community): void {
  it('somebody signs up, and proves an address', async () => {
    const life = community();
    const { username, email } = life.ada;
    const form = { username, email, password: passwordOf(username) };
    const signUp = () => life.world.expect<{ userId: string }>(201, 'POST', 'users', { body: form });
    expect(await life.of(async () => life.become(life.ada, await signUp()))).toEqual([
      'facts collectives.collective-created, collectives.member-joined, identity.email-verification-requested, identity.user-registered, stats.points-granted',
      'collectives.people + ada',
      'extensions.collectives + ada',
      'extensions.memberships + ada owner of ada',
      'extensions.people + ada',
      'notifications.people + ada',
      'stats.accounts + ada',
      'stats.score_grants + ada sign-up 20',
      'stats.username_metrics + ada sign_up 2026-06-01 1',
      'notifications.mails + ada «Confirm your e-mail address», + ada «Welcome to Boardwalk, ada»',
      'discord.messages + «👋 ada joined the boardwalk.»',
    ]);
    const mail = life.world.mailsTo(email).find(({ subject }) => subject.startsWith('Confirm'));
    const body = { token: tokenIn(mail) };
    expect(await life.of(() => life.world.expect(200, 'POST', 'email-verifications', { body }))).toEqual([
      'facts identity.email-verified, stats.points-granted, stats.tier-reached',
      'collectives.people - ada, + ada proved',
      'notifications.inbox + ada tier-reached',
      'notifications.people - ada, + ada proved',
      'stats.score_grants + ada email-verified 80',
      'stats.username_metrics + ada email_verified 2026-06-01 1',
      'notifications.mails + ada «You reached the tier Novice III»',
      'discord.messages + «🎢 ada reached the tier Novice III.»',
    ]);
  });

  it('somebody comes, day after day, until they miss one', async () => {
    const life = community();
    expect(await life.of(() => life.signIn(life.ada))).toEqual([
      'facts identity.daily-sign-in, stats.points-granted',
      'stats.score_grants + ada daily-sign-in 10',
      'stats.username_metrics + ada daily_sign_in 2026-06-01 1',
    ]);
    life.world.clock.advance(day);
    expect(await life.of(() => life.signIn(life.ada))).toEqual([
      'facts identity.daily-sign-in, stats.points-granted, stats.streak-extended',
      'stats.score_grants + ada daily-sign-in 15',
      'stats.username_metrics + ada daily_sign_in 2026-06-02 1',
    ]);
    life.world.clock.advance(2 * day);
    expect(await life.of(() => life.signIn(life.ada))).toEqual([
      'facts identity.daily-sign-in, stats.points-granted, stats.streak-broken',
      'stats.score_grants + ada daily-sign-in 10',
      'stats.username_metrics + ada daily_sign_in 2026-06-04 1',
    ]);
  });

  it('somebody comes with another device', async () => {
    const life = community();
    const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
    expect(await life.of(() => life.signIn(life.ada, browser))).toEqual([
      'facts identity.new-device-signed-in',
      'notifications.inbox + ada new-device',
      'notifications.mails + ada «A new device uses your account»',
    ]);
  });

  it('somebody hides, shows themselves, and says who they are', async () => {
    const life = community();
    const says = (isPublic: boolean, bio: string) => {
      const preferences = { language: null, timeZone: null };
      const body = { displayName: 'Ada L.', bio, links: ['https://example.org'], isPublic, preferences };
      return life.asks(life.ada, 200, 'PUT', 'me/profile', body);
    };
    expect(await life.of(() => says(false, ''))).toEqual([
      'facts identity.profile-visibility-changed',
      'collectives.people - ada proved, + ada proved private',
      'discord.announcements + 2 × the profile is private',
      'discord.hidden_people + ada private',
      'extensions.people - ada, + ada private',
      'stats.accounts - ada, + ada private',
      'discord.messages - «🎢 ada reached the tier Novice III.», - «👋 ada joined the boardwalk.»',
    ]);
    expect(await life.of(() => says(true, ''))).toEqual([
      'facts identity.profile-visibility-changed',
      'collectives.people - ada proved private, + ada proved',
      'discord.hidden_people - ada private',
      'extensions.people - ada private, + ada',
      'stats.accounts - ada private, + ada',
    ]);
    expect(await life.of(() => says(true, 'Poetical science.'))).toEqual([
      'facts identity.profile-completed',
    ]);
  });

  it('a password is changed, and one is forgotten', async () => {
    const life = community();
    await life.signUp(life.grace);
    const { email, username } = life.grace;
    const body = { currentPassword: passwordOf(username), newPassword: 'another password of hers' };
    expect(await life.of(() => life.asks(life.grace, 204, 'PUT', 'me/password', body))).toEqual([
      'facts identity.password-changed',
      'notifications.inbox + grace password-changed',
      'notifications.mails + grace «Your password was changed»',
    ]);
    life.world.clock.advance(1_000);
    const forget = () => life.world.expect(202, 'POST', 'password-resets', { body: { email } });
    expect(await life.of(forget)).toEqual([
      'facts identity.password-reset-requested',
      'notifications.mails + grace «Choose a new password»',
    ]);
    const mail = life.world.mailsTo(email).findLast(({ text }) => text.includes('reset-password'));
    const redemption = { token: tokenIn(mail), password: passwordOf(username) };
    const redeem = () => life.world.expect(204, 'POST', 'password-resets/redeem', { body: redemption });
    expect(await life.of(redeem)).toEqual([
      'facts identity.password-changed',
      'notifications.inbox + grace password-changed',
      'notifications.mails + grace «Your password was changed»',
    ]);
    await life.signIn(life.grace);
  });

  it('a key is made and revoked, and a program is registered', async () => {
    const life = community();
    let apiKeyId = '';
    const make = async () => {
      const body = { name: 'laptop', scopes: ['*'] };
      ({ apiKeyId = '' } = await life.asks(life.ada, 201, 'POST', 'api-keys', body));
    };
    expect(await life.of(make)).toEqual(['facts identity.api-key-created']);
    expect(await life.of(() => life.asks(life.ada, 200, 'POST', `api-keys/${apiKeyId}/revoke`))).toEqual([
      'facts identity.api-key-revoked',
    ]);
    const body = { name: 'tide table' };
    expect(await life.of(() => life.asks(life.ada, 201, 'POST', 'clients', body))).toEqual([
      'facts identity.api-key-created, identity.client-registered',
      'notifications.mails + ada «A client was registered: tide table»',
    ]);
  });
}

/** What becomes of people later. */
export function changesOfPeople(community: () => Community): void {
  it('somebody goes by another name, also in what waits to be posted', async () => {
    const life = community();
    life.world.discord.limitGlobally(1_000);
    await life.world.publish(life.ada, '@ada/notes', '2026.06.01.1');
    await life.world.drain();
    const rename = () => life.asks(life.ada, 200, 'PUT', 'me/username', { username: 'countess' });
    expect(await life.of(rename)).toEqual([
      'facts collectives.collective-renamed, identity.username-changed',
      'collectives.people - ada proved, + countess proved',
      'extensions.collectives - ada, + countess',
      'extensions.memberships - ada owner of ada, + ada owner of countess',
      'extensions.people - ada, + countess',
      'notifications.people - ada proved, + countess proved',
      'stats.accounts - ada, + countess',
      'discord.messages + «📦 countess published a new extension: @ada/notes 2026.06.01.1.»',
    ]);
  });

  it('somebody is kept out, and let in again', async () => {
    const life = community();
    const { userId } = life.grace;
    const suspend = () => life.operates(200, `users/${userId}/suspend`, { reason: 'Spam.' });
    expect(await life.of(suspend)).toEqual([
      'facts identity.account-suspended',
      'collectives.people - grace proved, + grace proved suspended',
      'discord.hidden_people + grace suspended',
      'extensions.people - grace, + grace suspended',
      'stats.accounts - grace, + grace suspended',
    ]);
    expect(await life.of(() => life.operates(200, `users/${userId}/reinstate`))).toEqual([
      'facts identity.account-reinstated',
      'collectives.people - grace proved suspended, + grace proved',
      'discord.hidden_people - grace suspended',
      'extensions.people - grace suspended, + grace',
      'stats.accounts - grace suspended, + grace',
    ]);
  });
}

/** How somebody goes. */
export function goingOfAPerson(community: () => Community): void {
  it('somebody leaves for good', async () => {
    const life = community();
    await life.signIn(life.ada);
    const body = { password: passwordOf(life.ada.username) };
    expect(await life.of(() => life.asks(life.ada, 204, 'POST', 'me/delete', body))).toEqual([
      'facts collectives.collective-dissolved, identity.account-deleted',
      'collectives.people - countess proved',
      'discord.announcements + 8 × the account is gone',
      'discord.hidden_people + ada deleted',
      'extensions.collectives - countess, + countess dissolved',
      'extensions.memberships - ada owner of countess',
      'extensions.people - countess',
      'identity.account_deletions + ada',
      'notifications.inbox - 3 × ada badge-awarded, - ada collective-created, - ada invite-accepted, - ada invite-declined, - ada invite-expired, - ada new-device, - ada removed-from-collective, - 4 × ada tier-reached, - ada webhook-disabled',
      'notifications.people - countess proved, + ada gone',
      'stats.accounts - countess, + ada private',
      'stats.score_grants - ada collective-founded 50, - 3 × ada daily-sign-in 10, - ada daily-sign-in 15, - ada email-verified 80, - ada first-on-the-boardwalk 1000, - ada first-publication 500, - ada first-publish 100, - ada founder 100, - 3 × ada further-version 50, - ada invite-accepted-inviter 75, - ada pull 1, - ada sign-up 20',
      'stats.username_metrics - ada collective_created 2026-06-04 1, - ada daily_sign_in 2026-06-01 1, - ada daily_sign_in 2026-06-02 1, - ada daily_sign_in 2026-06-04 1, - ada daily_sign_in 2026-06-11 1, - ada email_verified 2026-06-01 1, - ada extension_published 2026-06-11 4, - ada sign_up 2026-06-01 1',
      'discord.messages - «🎖️ ada earned the badge First Publish.», - «🎖️ ada earned the badge First on the Boardwalk.», - «🎖️ ada earned the badge Founder.», - «🎢 ada reached the tier Contributor I.», - «🎢 ada reached the tier Contributor II.», - «🎢 ada reached the tier Contributor III.», - «🏖️ ada founded the collective Rock Pool (rock-pool).», - «📦 countess published a new extension: @ada/notes 2026.06.01.1.»',
    ]);
  });
}

import {
  BadgeAwardedIntegrationEvent,
  EmailVerifiedIntegrationEvent,
  ExtensionPulledIntegrationEvent,
  InviteAcceptedIntegrationEvent,
  InviteSentIntegrationEvent,
  TierReachedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { operatorToken, World } from '@boardwalk/testing';
import { expect } from 'vitest';
import type { InboxRow } from '../application/inbox.js';
import type { MailView } from '../application/mail-reads.js';
import { NotificationsModule } from '../notifications.module.js';

export const publicUrl = 'https://boardwalk.example';
export const secret = 'secret-of-this-test-0123456789abcdef';

export function startWorld(smtpUrl?: string): Promise<World> {
  const options = { publicUrl, secret, ...(smtpUrl !== undefined && { smtpUrl }) };
  return World.start({ name: 'notifications', modules: [NotificationsModule.forRoot(options)] });
}

export const signUp = (username = 'ada', email = `${username}@example.org`) =>
  new UserRegisteredIntegrationEvent({
    userId: `u-${username}`,
    username,
    email,
    displayName: username,
    source: 'password',
  });

export const inviteTo = (inviteeEmail: string, inviteId = '0198c1b0-0000-7000-8000-00000000000a') =>
  new InviteSentIntegrationEvent({
    collectiveId: 'c-1',
    slug: 'tide-pool',
    inviteId,
    inviteeEmail,
    role: 'member',
    invitedByUserId: 'u-ada',
    token: 'other-secret-token',
  });

export const acceptedBy = (username: string) =>
  new InviteAcceptedIntegrationEvent({
    collectiveId: 'c-1',
    slug: 'tide-pool',
    inviteId: '0198c1b0-0000-7000-8000-00000000000a',
    userId: `u-${username}`,
    username,
    role: 'member',
    invitedByUserId: 'u-ada',
  });

export const badgeOf = (username: string, name = 'Founder') =>
  new BadgeAwardedIntegrationEvent({ userId: `u-${username}`, username, badgeId: name, name, points: 100 });

export const tierOf = (username: string) =>
  new TierReachedIntegrationEvent({
    userId: `u-${username}`,
    username,
    from: 'Novice I',
    to: 'Novice II',
    total: 120,
  });

export const pullOf = (username: string, version = '2026.06.01.1') =>
  new ExtensionPulledIntegrationEvent({
    extensionName: '@ada/wave',
    version,
    authorUserId: 'u-ada',
    authorUsername: 'ada',
    pulledBy: `u-${username}`,
  });

/** People with an account and a proved address; their welcome mails are out. */
export async function settle(world: World, ...usernames: readonly string[]): Promise<void> {
  for (const username of usernames) {
    await world.publish(signUp(username));
    await world.publish(new EmailVerifiedIntegrationEvent({ userId: `u-${username}` }));
  }
  await world.drain();
}

export const as = (username: string) => ({ as: `user:u-${username}:${username}` });

/** Newest first. */
export async function inboxOf(world: World, username: string, query = ''): Promise<readonly InboxRow[]> {
  const { status, body } = await world.request('GET', `/api/v1/inbox?${query}`, as(username));
  expect(status).toBe(200);
  return (body as { items: InboxRow[] }).items;
}

/** Newest first, welcome mails left out. */
export async function mailsIn(world: World, query = ''): Promise<readonly MailView[]> {
  const { status, body } = await world.request('GET', `/api/v1/operator/mail?${query}`, {
    as: operatorToken,
  });
  expect(status).toBe(200);
  return (body as { items: MailView[] }).items.filter(({ templateKey }) => templateKey !== 'welcome');
}

/** Everything that the schema holds, as one text. */
export async function stored(world: World): Promise<string> {
  const tables = await world.rows<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'notifications'`,
  );
  const contents = await Promise.all(
    tables.map(async ({ name }) => [name, await world.rows(`SELECT * FROM notifications.${name}`)]),
  );
  return JSON.stringify(contents);
}

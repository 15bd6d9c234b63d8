import {
  BadgeAwardedIntegrationEvent,
  CollectiveCreatedIntegrationEvent,
  EmailVerifiedIntegrationEvent,
  ExtensionPublishedIntegrationEvent,
  TierReachedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { operatorToken, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PostView } from '../application/post-reads.js';
import { DiscordModule } from '../discord.module.js';
import { newsLastsMs } from '../domain/limits.js';
import { secret } from './facts.js';

let world: World;
beforeEach(async () => {
  world = await World.start({ name: 'discord', modules: [DiscordModule.forRoot({ secret })] });
});
afterEach(() => world.stop());

async function posts(query = ''): Promise<readonly PostView[]> {
  const { status, body } = await world.request('GET', `/api/v1/operator/discord-messages?${query}`, {
    as: operatorToken,
  });
  expect(status).toBe(200);
  return (body as { items: PostView[] }).items;
}
const contents = async () => (await posts()).map(({ content }) => content);

const registered = (username: string, changed: object = {}) =>
  new UserRegisteredIntegrationEvent({
    userId: `u-${username}`,
    username,
    displayName: username,
    source: 'password',
    ...changed,
  });
const published = (changed: object = {}) =>
  new ExtensionPublishedIntegrationEvent({
    extensionName: '@tide-pool/gull',
    version: '2026.06.01.1',
    userId: 'u-ada',
    username: 'ada',
    ...changed,
  });
const tier = (username: string) =>
  new TierReachedIntegrationEvent({
    userId: `u-${username}`,
    username,
    from: 'Novice I',
    to: 'Novice II',
    total: 100,
  });

describe('discord without a webhook', () => {
  it('keeps one message per fact that it announces, however often it is delivered [0-03]', async () => {
    await world.publish(registered('ada'));
    await world.publish(
      new CollectiveCreatedIntegrationEvent({
        collectiveId: 'c-1',
        slug: 'tidepool',
        name: 'Tide Pool',
        createdByUserId: 'u-ada',
        createdByUsername: 'ada',
      }),
    );
    await world.publish(published());
    await world.publish(tier('ada'));
    await world.publish(
      new BadgeAwardedIntegrationEvent({
        userId: 'u-ada',
        username: 'ada',
        badgeId: 'first-publish',
        name: 'First Publish',
        points: 100,
      }),
    );
    await world.drain();
    expect((await contents()).sort()).toEqual(
      [
        '🎖️ **ada** earned the badge **First Publish**.',
        '🎢 **ada** reached the tier **Novice II**.',
        '🏖️ **ada** founded the collective **Tide Pool** (tidepool).',
        '👋 **ada** joined the boardwalk.',
        String.raw`📦 **ada** published **\@tide\-pool\/gull** 2026\.06\.01\.1.`,
      ].sort(),
    );
    for (const post of await posts())
      expect(post).toMatchObject({ status: 'sent', attempts: 1, captured: true, messageId: null });
    expect(await world.rows('SELECT count(*)::int FROM discord.captured_posts')).toEqual([{ count: 5 }]);
  });

  it('says nothing of facts that it has no text for, and goes on after them [0-06]', async () => {
    await world.publish(registered('ada'));
    await world.publish(new EmailVerifiedIntegrationEvent({ userId: 'u-ada' }));
    await world.drain();
    expect(await contents()).toEqual(['👋 **ada** joined the boardwalk.']);
    const cursors = await world.rows<{ behind: number }>(
      `SELECT (t.last_pos - s.pos)::int AS behind FROM messaging.subscriptions s, messaging.ticks t
       WHERE s.name = 'discord.announcements' ORDER BY t.tick DESC LIMIT 1`,
    );
    expect(cursors).toEqual([{ behind: 0 }]);
  });

  it('says nothing of private people, whatever else is heard of them', async () => {
    await world.publish(registered('ada', { isPublic: false }));
    await world.publish(tier('ada'));
    await world.publish(published());
    await world.publish(tier('grace'));
    await world.drain();
    expect(await contents()).toEqual(['🎢 **grace** reached the tier **Novice II**.']);
  });

  it('announces nothing that is older than a day, so that a backlog posts nothing', async () => {
    await world.publish(registered('ada'));
    world.clock.advance(newsLastsMs + 1);
    await world.publish(registered('grace'));
    await world.drain();
    expect(await contents()).toEqual(['👋 **grace** joined the boardwalk.']);
  });

  it('says nothing of imports, personal collectives and private extensions', async () => {
    await world.publish(registered('ada', { source: 'import' }));
    await world.publish(published({ visibility: 'private' }));
    await world.publish(
      new CollectiveCreatedIntegrationEvent({
        collectiveId: 'c-1',
        slug: 'ada',
        name: 'ada',
        createdByUserId: 'u-ada',
        createdByUsername: 'ada',
        personal: true,
      }),
    );
    await world.drain();
    expect(await contents()).toEqual([]);
  });

  it('lists the newest first, page by page, to the operator only', async () => {
    for (const name of ['ada', 'grace', 'hedy']) {
      await world.publish(registered(name));
      world.clock.advance(1_000);
    }
    await world.drain();
    const path = '/api/v1/operator/discord-messages';
    const first = await world.request('GET', `${path}?limit=2`, { as: operatorToken });
    const { items, nextCursor } = first.body as { items: PostView[]; nextCursor: string };
    expect(items.map(({ content }) => content)).toEqual([
      '👋 **hedy** joined the boardwalk.',
      '👋 **grace** joined the boardwalk.',
    ]);
    expect(await posts(`limit=2&cursor=${nextCursor}`)).toHaveLength(1);
    expect((await world.request('GET', path)).status).toBe(401);
    expect((await world.request('GET', path, { as: 'user:u-ada:ada' })).status).toBe(403);
    expect((await world.request('GET', `${path}?colour=red`, { as: operatorToken })).status).toBe(400);
  });
});

import {
  CollectiveCreatedIntegrationEvent,
  UserRegisteredIntegrationEvent,
  UsernameChangedIntegrationEvent,
  WebhookDisabledIntegrationEvent,
} from '@boardwalk/integration-events';
import type { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  acceptedBy,
  as,
  badgeOf,
  inboxOf,
  inviteTo,
  mailsIn,
  settle,
  signUp,
  startWorld,
  tierOf,
} from './community.js';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

describe('the inbox', () => {
  it('has one row for each fact that concerns its person, however often the fact is delivered', async () => {
    await settle(world, 'ada', 'grace');
    await world.publish(acceptedBy('grace'));
    world.clock.advance(1_000);
    await world.publish(badgeOf('ada'));
    world.clock.advance(1_000);
    await world.publish(
      new WebhookDisabledIntegrationEvent({ webhookId: 'w-1', ownerUserId: 'u-ada', reason: 'It is gone.' }),
    );
    await world.drain();
    expect((await inboxOf(world, 'ada')).map(({ type, line, readAt }) => [type, line, readAt])).toEqual([
      ['webhook-disabled', 'Your Discord webhook was switched off: It is gone.', null],
      ['badge-awarded', 'You earned the badge Founder, and 100 points with it.', null],
      ['invite-accepted', 'grace accepted your invitation to tide-pool.', null],
    ]);
    expect(await inboxOf(world, 'grace')).toEqual([]);
  });

  it('is unique by recipient, type and source', async () => {
    await settle(world, 'ada');
    await world.publish(badgeOf('ada'));
    await world.drain();
    const again = world.rows(
      `INSERT INTO notifications.inbox (id, user_id, type, source, about, occurred_at)
       SELECT gen_random_uuid(), user_id, type, source, about, occurred_at FROM notifications.inbox`,
    );
    await expect(again).rejects.toThrow(/inbox_user_id_type_source_key/);
  });

  it('says nothing of personal collectives', async () => {
    await settle(world, 'ada');
    const collective = {
      collectiveId: 'c-1',
      name: 'ada',
      createdByUserId: 'u-ada',
      createdByUsername: 'ada',
    };
    await world.publish(
      new CollectiveCreatedIntegrationEvent({ ...collective, slug: 'ada', personal: true }),
    );
    await world.drain();
    expect(await inboxOf(world, 'ada')).toEqual([]);
    expect(await mailsIn(world)).toEqual([]);
    await world.publish(new CollectiveCreatedIntegrationEvent({ ...collective, slug: 'tide-pool' }));
    await world.drain();
    expect((await inboxOf(world, 'ada')).map(({ type }) => type)).toEqual(['collective-created']);
    expect((await mailsIn(world)).map(({ subject }) => subject)).toEqual(['Your collective tide-pool']);
  });

  it('has the invitations to an address that its person has proved', async () => {
    await world.publish(signUp('eve'));
    await settle(world, 'grace');
    await world.publish(inviteTo('Grace@example.org'));
    await world.publish(inviteTo('eve@example.org'));
    await world.drain();
    expect((await inboxOf(world, 'grace')).map(({ type }) => type)).toEqual(['invited']);
    expect(await inboxOf(world, 'eve')).toEqual([]);
    expect(await mailsIn(world)).toHaveLength(2);
  });

  it('shows the names that people go by now', async () => {
    await settle(world, 'ada', 'grace');
    await world.publish(acceptedBy('grace'));
    await world.publish(
      new UsernameChangedIntegrationEvent({
        userId: 'u-grace',
        oldUsername: 'grace',
        newUsername: 'amazing',
      }),
    );
    await world.drain();
    expect((await inboxOf(world, 'ada')).map(({ line }) => line)).toEqual([
      'amazing accepted your invitation to tide-pool.',
    ]);
  });

  it('is listed page by page, and counts what was not read', async () => {
    await settle(world, 'ada');
    for (const name of ['One', 'Two', 'Three']) {
      await world.publish(badgeOf('ada', name));
      world.clock.advance(1_000);
    }
    await world.drain();
    const first = await world.request('GET', '/api/v1/inbox?limit=2', as('ada'));
    const { items, nextCursor } = first.body as {
      items: { line: string; noticeId: string }[];
      nextCursor: string;
    };
    expect(items.map(({ line }) => line)).toEqual([
      'You earned the badge Three, and 100 points with it.',
      'You earned the badge Two, and 100 points with it.',
    ]);
    expect((await inboxOf(world, 'ada', `limit=2&cursor=${nextCursor}`)).map(({ line }) => line)).toEqual([
      'You earned the badge One, and 100 points with it.',
    ]);
    const unread = async () => (await world.request('GET', '/api/v1/inbox/unread', as('ada'))).body;
    expect(await unread()).toEqual({ unread: 3 });

    const [newest] = items;
    const read = `/api/v1/inbox/${newest?.noticeId}/read`;
    expect((await world.request('POST', read, as('ada'))).status).toBe(204);
    const [{ readAt } = { readAt: null }] = await inboxOf(world, 'ada');
    expect(readAt).not.toBeNull();
    world.clock.advance(60_000);
    expect((await world.request('POST', read, as('ada'))).status).toBe(204);
    expect((await inboxOf(world, 'ada'))[0]?.readAt).toBe(readAt);
    expect(await unread()).toEqual({ unread: 2 });
    expect(await inboxOf(world, 'ada', 'unread=true')).toHaveLength(2);

    expect((await world.request('POST', '/api/v1/inbox/read', as('ada'))).status).toBe(204);
    expect(await unread()).toEqual({ unread: 0 });
    expect(await inboxOf(world, 'ada', 'unread=true')).toEqual([]);
  });

  it("is its person's own: another's notice is not there", async () => {
    await settle(world, 'ada', 'grace');
    await world.publish(badgeOf('ada'));
    await world.drain();
    const [notice] = await inboxOf(world, 'ada');
    const path = `/api/v1/inbox/${notice?.noticeId}/read`;
    expect((await world.request('POST', path, as('grace'))).status).toBe(404);
    await world.request('POST', '/api/v1/inbox/read', as('grace'));
    expect((await inboxOf(world, 'ada'))[0]?.readAt).toBeNull();
    for (const url of ['/api/v1/inbox', '/api/v1/inbox/unread', '/api/v1/notification-preferences'])
      expect((await world.request('GET', url)).status, url).toBe(401);
  });
});

describe('mails that go with notices', () => {
  it('go to people who have proved their address, and to nobody else', async () => {
    await world.publish(signUp('eve'));
    await world.publish(
      new UserRegisteredIntegrationEvent({
        userId: 'u-hedy',
        username: 'hedy',
        displayName: 'Hedy',
        source: 'import',
      }),
    );
    await settle(world, 'ada');
    for (const username of ['eve', 'hedy', 'ada']) await world.publish(tierOf(username));
    await world.drain();
    expect(await mailsIn(world)).toMatchObject([
      { to: 'a…@e…', templateKey: 'tier-reached', status: 'sent' },
    ]);
    for (const username of ['eve', 'hedy', 'ada']) expect(await inboxOf(world, username)).toHaveLength(1);
  });

  it('do not go out a week after everybody knows', async () => {
    await settle(world, 'ada');
    await world.publish(badgeOf('ada'));
    world.clock.advance(8 * 86_400_000);
    await world.drain();
    expect(await inboxOf(world, 'ada')).toHaveLength(1);
    expect(await mailsIn(world)).toEqual([]);
  });
});

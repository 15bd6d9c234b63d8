import {
  AccountDeletedIntegrationEvent,
  CollectiveDissolvedIntegrationEvent,
  CollectiveRenamedIntegrationEvent,
  InviteDeclinedIntegrationEvent,
  MemberJoinedIntegrationEvent,
  MemberRemovedIntegrationEvent,
  OwnershipTransferredIntegrationEvent,
  UsernameChangedIntegrationEvent,
} from '@boardwalk/integration-events';
import { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  accept,
  as,
  ask,
  collectivesWorld,
  emailOf,
  found,
  given,
  invite,
  join,
  lastMail,
  membersOf,
  outcome,
  registered,
} from './collectives-world.js';

let world: World;
beforeEach(async () => {
  world = await collectivesWorld();
  await given(world, 'ada', 'grace', 'joan');
  await found(world, 'ada', 'tide-pool');
});
afterEach(() => world.stop());

async function renamed(oldUsername: string, newUsername: string, of = 'ada'): Promise<void> {
  await world.publish(new UsernameChangedIntegrationEvent({ userId: `u-${of}`, oldUsername, newUsername }));
  await world.drain();
}
async function deleted(username: string): Promise<void> {
  await world.publish(new AccountDeletedIntegrationEvent({ userId: `u-${username}` }));
  await world.drain();
}
const show = (slug: string) => world.request('GET', `/api/v1/collectives/${slug}`);

describe('when somebody goes by another username', () => {
  it('their memberships show it, and their personal collective goes with them', async () => {
    await join(world, 'ada', 'tide-pool', 'grace', 'member');
    const at = world.clock.now().toISOString();
    await renamed('ada', 'lovelace');
    expect(await membersOf(world, 'tide-pool', 'grace')).toEqual(['grace member', 'lovelace owner']);
    const facts = await world.facts(CollectiveRenamedIntegrationEvent);
    expect(facts).toMatchObject([
      {
        oldSlug: 'ada',
        slug: 'lovelace',
        oldName: 'ADA',
        name: 'ADA',
        renamedByUserId: 'u-ada',
        personal: true,
      },
    ]);
    expect(facts[0]?.metadata.occurredAt).toBe(at);
    const old = await show('ada');
    expect(outcome(old)).toBe('308 renamed');
    expect(old.headers['location']).toBe('/api/v1/collectives/lovelace');
    expect(await world.rows(`SELECT username FROM collectives.people WHERE user_id = 'u-ada'`)).toEqual([
      { username: 'lovelace' },
    ]);
  });

  it('and the name is taken, the collective gets the first free slug after it', async () => {
    await found(world, 'grace', 'lovelace');
    await renamed('ada', 'lovelace');
    expect(outcome(await show('lovelace-2'))).toBe('200');
    // A slug that came from the name goes on following it.
    await renamed('lovelace', 'countess');
    expect(outcome(await show('countess'))).toBe('200');
  });

  it('and back, they have the slug back that was theirs', async () => {
    await renamed('ada', 'lovelace');
    await renamed('lovelace', 'ada');
    expect(outcome(await show('ada'))).toBe('200');
    expect(outcome(await show('lovelace'))).toBe('308 renamed');
    expect(outcome(await found(world, 'grace', 'lovelace'))).toBe('409 slug-taken');
  });

  it('a personal collective that they gave a slug of its own keeps it', async () => {
    await ask(world, 'ada', 'PATCH', 'ada', { slug: 'engine-room' });
    await renamed('ada', 'lovelace');
    expect(outcome(await show('engine-room'))).toBe('200');
    expect(await world.facts(CollectiveRenamedIntegrationEvent)).toHaveLength(1);
  });

  it('while they join somewhere, they are known by the new name there', async () => {
    for (let round = 0; round < 10; round += 1) {
      const slug = `reef-${round}`;
      await found(world, 'grace', slug);
      await invite(world, 'grace', slug, emailOf('ada'));
      const mail = await lastMail(world);
      await world.publish(
        new UsernameChangedIntegrationEvent({
          userId: 'u-ada',
          oldUsername: `ada-v${round}`,
          newUsername: `ada-v${round + 1}`,
        }),
      );
      await Promise.all([accept(world, 'ada', mail), world.drain()]);
      await world.drain();
      expect(await membersOf(world, slug, 'grace')).toEqual([`ada-v${round + 1} member`, 'grace owner']);
    }
  }, 240_000);
});

describe('when an account is deleted', () => {
  it('the personal collective is dissolved, and its slug is nobody else’s', async () => {
    await deleted('ada');
    const dissolved = await world.facts(CollectiveDissolvedIntegrationEvent);
    expect(dissolved.find(({ personal }) => personal)).toMatchObject({
      slug: 'ada',
      dissolvedByUserId: 'u-ada',
      memberUserIds: ['u-ada'],
      personal: true,
    });
    expect(outcome(await show('ada'))).toBe('404 collective-not-found');
    expect(outcome(await found(world, 'grace', 'ada'))).toBe('409 slug-taken');
  });

  it('memberships end, and the last owner’s collective passes to the longest-serving admin', async () => {
    await join(world, 'ada', 'tide-pool', 'grace', 'member');
    world.clock.advance(1000);
    await join(world, 'ada', 'tide-pool', 'joan', 'admin');
    await deleted('ada');
    expect(await world.facts(OwnershipTransferredIntegrationEvent)).toMatchObject([
      { slug: 'tide-pool', fromUserId: 'u-ada', toUserId: 'u-joan' },
    ]);
    expect(await world.facts(MemberRemovedIntegrationEvent)).toMatchObject([
      {
        slug: 'tide-pool',
        userId: 'u-ada',
        role: 'owner',
        removedByUserId: 'u-ada',
        reason: 'account_deleted',
      },
    ]);
    expect(await membersOf(world, 'tide-pool', 'joan')).toEqual(['grace member', 'joan owner']);
  });

  it('a collective that nobody is left of is dissolved', async () => {
    await deleted('ada');
    const dissolved = await world.facts(CollectiveDissolvedIntegrationEvent);
    expect(dissolved.map(({ slug }) => slug).sort()).toEqual(['ada', 'tide-pool']);
    expect(dissolved.find(({ slug }) => slug === 'tide-pool')).not.toHaveProperty('personal');
  });

  it('invites to them end, and nothing of the person is left in any table', async () => {
    await found(world, 'joan', 'reef');
    await join(world, 'joan', 'reef', 'grace', 'member');
    await invite(world, 'ada', 'tide-pool', emailOf('grace'));
    const { inviteId } = await lastMail(world);
    const [{ address_fingerprint: fingerprint } = { address_fingerprint: '' }] = await world.rows<{
      address_fingerprint: string;
    }>(`SELECT address_fingerprint FROM collectives.people WHERE user_id = 'u-grace'`);
    await deleted('grace');
    expect(await world.facts(InviteDeclinedIntegrationEvent)).toMatchObject([
      { inviteId, userId: 'u-grace' },
    ]);
    expect(await membersOf(world, 'reef', 'joan')).toEqual(['joan owner']);
    const tables = await world.rows<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'collectives'
       AND table_name <> 'slugs'`,
    );
    expect(tables.length).toBeGreaterThan(6);
    for (const { name } of tables) {
      const text = JSON.stringify(await world.rows(`SELECT t::text FROM collectives."${name}" t`));
      for (const trace of ['u-grace', 'GRACE', 'grace,', fingerprint])
        expect(text, name).not.toContain(trace);
    }
  });

  it('invites to an address that they had only claimed stay open', async () => {
    await invite(world, 'ada', 'tide-pool', emailOf('grace'));
    const mail = await lastMail(world);
    await world.publish(registered('mallory', emailOf('grace')));
    await deleted('mallory');
    expect(await world.facts(InviteDeclinedIntegrationEvent)).toEqual([]);
    expect((await accept(world, 'grace', mail)).status).toBe(200);
  });

  it('told again, nothing more happens', async () => {
    await join(world, 'ada', 'tide-pool', 'grace', 'admin');
    await deleted('ada');
    const before = (await world.facts()).length;
    await deleted('ada');
    // The fact itself is all that is new.
    expect(await world.facts()).toHaveLength(before + 1);
    expect((await world.facts(MemberJoinedIntegrationEvent)).length).toBeGreaterThan(0);
  });

  it('whoever is on the way in stays outside', async () => {
    await invite(world, 'ada', 'tide-pool', emailOf('grace'));
    const mail = await lastMail(world);
    await world.publish(new AccountDeletedIntegrationEvent({ userId: 'u-grace' }));
    await Promise.all([accept(world, 'grace', mail), world.drain()]);
    await world.drain();
    expect(await membersOf(world, 'tide-pool', 'ada')).toEqual(['ada owner']);
    const own = await world.request('GET', '/api/v1/collectives/mine', { as: as('grace') });
    expect(own.body).toMatchObject({ items: [] });
  });
});

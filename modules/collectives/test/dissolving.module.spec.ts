import {
  CollectiveDissolvedIntegrationEvent,
  ExtensionPublishedIntegrationEvent,
  ExtensionRestoredIntegrationEvent,
  ExtensionTakenDownIntegrationEvent,
  InviteRevokedIntegrationEvent,
  VisibilityChangedIntegrationEvent,
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
  outcome,
} from './collectives-world.js';

let world: World;
let collectiveId: string;
beforeEach(async () => {
  world = await collectivesWorld();
  await given(world, 'ada', 'grace', 'joan');
  ({ collectiveId } = (await found(world, 'ada', 'tide-pool')).body as { collectiveId: string });
});
afterEach(() => world.stop());

const dissolve = (slug = 'tide-pool', username = 'ada') => ask(world, username, 'DELETE', slug);

const extensionName = '@tide-pool/shells';
const published = (visibility?: 'public' | 'private') =>
  new ExtensionPublishedIntegrationEvent({
    extensionName,
    version: '2026.06.01.1',
    userId: 'u-ada',
    username: 'ada',
    collectiveSlug: 'tide-pool',
    ...(visibility !== undefined && { visibility }),
  });
const seenBy = (visibility: 'public' | 'private') =>
  new VisibilityChangedIntegrationEvent({ extensionName, visibility, userId: 'u-ada', collectiveId });
const takenDown = () =>
  new ExtensionTakenDownIntegrationEvent({ extensionName, collectiveId, reason: 'spam' });
const restored = () => new ExtensionRestoredIntegrationEvent({ extensionName, collectiveId });

async function after(...facts: object[]): Promise<void> {
  for (const fact of facts) await world.publish(fact);
  await world.drain();
}

describe('dissolving a collective', () => {
  it('leaves nothing of it but its slugs, which nobody gets', async () => {
    await join(world, 'ada', 'tide-pool', 'grace', 'member');
    await ask(world, 'ada', 'POST', 'tide-pool/tokens', { name: 'ci', scopes: ['extensions:write'] });
    await ask(world, 'ada', 'PATCH', 'tide-pool', { slug: 'rock-pool' });
    expect(outcome(await dissolve('rock-pool'))).toBe('204');
    expect(await world.facts(CollectiveDissolvedIntegrationEvent)).toMatchObject([
      {
        collectiveId,
        slug: 'rock-pool',
        name: 'tide-pool',
        dissolvedByUserId: 'u-ada',
        memberUserIds: ['u-ada', 'u-grace'],
      },
    ]);
    for (const slug of ['tide-pool', 'rock-pool']) {
      expect(outcome(await world.request('GET', `/api/v1/collectives/${slug}`))).toBe(
        '404 collective-not-found',
      );
      expect(outcome(await found(world, 'grace', slug))).toBe('409 slug-taken');
    }
    for (const table of ['members', 'invites', 'tokens', 'admissions'])
      expect(
        await world.rows(`SELECT 1 FROM collectives.${table} WHERE collective_id = $1`, [collectiveId]),
        table,
      ).toEqual([]);
    expect(outcome(await dissolve('rock-pool'))).toBe('404 collective-not-found');
  });

  it('takes open invites back', async () => {
    await invite(world, 'ada', 'tide-pool', emailOf('grace'));
    const mail = await lastMail(world);
    await dissolve();
    expect(await world.facts(InviteRevokedIntegrationEvent)).toMatchObject([
      { inviteId: mail.inviteId, revokedByUserId: 'u-ada' },
    ]);
    expect(outcome(await accept(world, 'grace', mail))).toBe('404 invite-not-found');
    // The timer of the invite finds nothing to end.
    world.clock.advance(8 * 24 * 60 * 60 * 1000);
    await world.drain();
    expect((await world.facts()).at(-1)).toBeInstanceOf(CollectiveDissolvedIntegrationEvent);
  });

  it('is for owners, and never of a personal one', async () => {
    await join(world, 'ada', 'tide-pool', 'grace', 'admin');
    expect(outcome(await dissolve('tide-pool', 'grace'))).toBe('403 role-too-low');
    expect(outcome(await dissolve('tide-pool', 'joan'))).toBe('404 collective-not-found');
    expect(outcome(await dissolve('ada'))).toBe('409 personal-collective');
    expect(await world.facts(CollectiveDissolvedIntegrationEvent)).toEqual([]);
  });

  it('is refused while its projection of extensions shows public ones', async () => {
    await after(published());
    const refused = await dissolve();
    expect(outcome(refused)).toBe('409 public-extensions');
    expect(refused.body).toMatchObject({ details: { names: [extensionName] } });
    await after(seenBy('private'));
    await after(seenBy('public'));
    expect(outcome(await dissolve())).toBe('409 public-extensions');
    await after(seenBy('private'));
    expect(outcome(await dissolve())).toBe('204');
  });

  it('looks at extensions that were named after an earlier slug, too', async () => {
    await ask(world, 'ada', 'PATCH', 'tide-pool', { slug: 'rock-pool' });
    await after(published());
    expect(outcome(await dissolve('rock-pool'))).toBe('409 public-extensions');
  });

  it('does not mind private extensions, nor what an operator has taken down', async () => {
    await after(published('private'));
    await found(world, 'ada', 'reef');
    await after(published());
    await after(takenDown());
    await after(restored());
    expect(outcome(await dissolve())).toBe('409 public-extensions');
    await after(takenDown());
    expect(outcome(await dissolve())).toBe('204');
  });

  it('waits until the projection knows what the caller knows', async () => {
    await world.publish(published());
    const { headers } = await found(world, 'ada', 'reef');
    const told = { 'boardwalk-position': String(headers['boardwalk-position']) };
    const ending = () =>
      world.request('DELETE', '/api/v1/collectives/tide-pool', { as: as('ada'), headers: told });
    expect(outcome(await ending())).toBe('409 projection-behind');
    await world.drain();
    expect(outcome(await ending())).toBe('409 public-extensions');
  });
});

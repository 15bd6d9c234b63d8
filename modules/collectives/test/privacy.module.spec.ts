import {
  AccountReinstatedIntegrationEvent,
  AccountSuspendedIntegrationEvent,
  ProfileVisibilityChangedIntegrationEvent,
  UserRegisteredIntegrationEvent,
  UsernameChangedIntegrationEvent,
} from '@boardwalk/integration-events';
import { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { as, collectivesWorld, found, given, join, membersOf, outcome } from './collectives-world.js';

let world: World;
beforeEach(async () => {
  world = await collectivesWorld();
  await given(world, 'ada', 'grace', 'joan');
});
afterEach(() => world.stop());

async function told(...facts: object[]): Promise<void> {
  for (const fact of facts) await world.publish(fact);
  await world.drain();
}
const visibility = (isPublic: boolean) =>
  new ProfileVisibilityChangedIntegrationEvent({ userId: 'u-ada', isPublic });
const suspended = () => new AccountSuspendedIntegrationEvent({ userId: 'u-ada', reason: 'spam' });
const reinstated = () => new AccountReinstatedIntegrationEvent({ userId: 'u-ada' });

async function shown(slug: string, viewer?: string): Promise<string> {
  const request = viewer === undefined ? {} : { as: as(viewer) };
  return outcome(await world.request('GET', `/api/v1/collectives/${slug}`, request));
}
async function listed(): Promise<string[]> {
  const { body } = await world.request('GET', '/api/v1/collectives?limit=100');
  return (body as { items: { slug: string }[] }).items.map(({ slug }) => slug);
}

describe('the personal collective of somebody', () => {
  it.each([
    ['whose profile is private', () => visibility(false), () => visibility(true)],
    ['who is suspended', suspended, reinstated],
  ])('%s exists for nobody else, until that ends', async (_who, hide, show) => {
    await told(hide());
    expect(await listed()).toEqual(['grace', 'joan']);
    expect(await shown('ada')).toBe('404 collective-not-found');
    expect(await shown('ada', 'grace')).toBe('404 collective-not-found');
    expect(await shown('ada', 'ada')).toBe('200');
    await told(show());
    expect(await listed()).toEqual(['ada', 'grace', 'joan']);
    expect(await shown('ada', 'grace')).toBe('200');
  });

  it('is not found by a name that it had, either', async () => {
    const rename = { userId: 'u-ada', oldUsername: 'ada', newUsername: 'lovelace' };
    await told(new UsernameChangedIntegrationEvent(rename), visibility(false));
    expect(await shown('ada')).toBe('404 collective-not-found');
    expect(await shown('ada', 'ada')).toBe('308 renamed');
  });

  it('is hidden from the first moment of an account that is', async () => {
    const fields = { userId: 'u-lin', username: 'lin', displayName: 'Lin', source: 'password' } as const;
    await told(new UserRegisteredIntegrationEvent({ ...fields, isPublic: false }));
    expect(await shown('lin')).toBe('404 collective-not-found');
  });
});

describe('a collective of several people', () => {
  it('is shown whoever is in it, and its members see each other whatever their profiles say', async () => {
    await found(world, 'ada', 'tide-pool');
    await join(world, 'ada', 'tide-pool', 'grace', 'member');
    await told(visibility(false), suspended());
    expect(await listed()).toEqual(['grace', 'joan', 'tide-pool']);
    expect(await membersOf(world, 'tide-pool', 'grace')).toEqual(['ada owner', 'grace member']);
    expect(await membersOf(world, 'tide-pool', 'joan')).toBeNull();
  });
});

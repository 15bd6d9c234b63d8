import {
  AccountDeletedIntegrationEvent,
  AccountSuspendedIntegrationEvent,
} from '@boardwalk/integration-events';
import { overlapping, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CreateCollectiveToken } from '../application/create-collective-token.js';
import { ForgetPerson } from '../application/forget-person.js';
import { FoundCollective } from '../application/found-collective.js';
import { ImportCollective } from '../application/import-collective.js';
import { InviteMember } from '../application/invite-member.js';
import { RemoveMember } from '../application/remove-member.js';
import { RenameCollective } from '../application/rename-collective.js';
import {
  collectivesWorld,
  emailOf,
  found,
  given,
  join,
  membersOf,
  outcome,
  registered,
} from './collectives-world.js';

let world: World;
beforeEach(async () => {
  world = await collectivesWorld();
  await given(world, 'ada', 'grace');
});
afterEach(() => world.stop());

const forgetting = () => new ForgetPerson('u-ada', world.clock.now());

/** Every table that still knows the person, but as the opaque id of a founder or an inviter. */
async function tablesThatKnowHer(): Promise<string[]> {
  const known: string[] = [];
  const tables = await world.rows<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'collectives' AND tablename <> 'migrations'`,
  );
  for (const { name } of tables) {
    const rows = await world.rows(
      `SELECT FROM collectives."${name}" t WHERE (to_jsonb(t) - '{founder_user_id,invited_by_user_id,slug}'::text[])::text ~ '\\mu-ada\\M'`,
    );
    if (rows.length > 0) known.push(name);
  }
  return known.sort();
}

describe('somebody whose account is being deleted', () => {
  const founding = () => new FoundCollective('u-ada', 'ada', 'reef', 'Reef');

  it('leaves no collective that they are just founding', async () => {
    const [founded, forgotten] = await overlapping(world, founding(), forgetting());
    expect([founded.status, forgotten.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(await tablesThatKnowHer()).toEqual([]);
  });

  it('founds nothing once that is under way', async () => {
    const [forgotten, founded] = await overlapping(world, forgetting(), founding());
    expect(forgotten.status).toBe('fulfilled');
    expect(founded).toMatchObject({ status: 'rejected', reason: { code: 'account-deleted' } });
    expect(await tablesThatKnowHer()).toEqual([]);
  });

  it('founds nothing afterwards, though nobody here had heard of them yet', async () => {
    await world.publish(registered('lin'));
    await world.publish(new AccountDeletedIntegrationEvent({ userId: 'u-lin' }));
    expect(outcome(await found(world, 'lin', 'early'))).toBe('201');
    await world.drain();
    expect(outcome(await found(world, 'lin', 'late'))).toBe('410 account-deleted');
    expect(await world.rows(`SELECT FROM collectives.members WHERE user_id = 'u-lin'`)).toEqual([]);
  });

  it('is founded nothing for by an import that has just found them', async () => {
    const line = new ImportCollective('reef', 'Reef', 'ada', world.clock.now());
    await overlapping(world, line, forgetting());
    expect(await tablesThatKnowHer()).toEqual([]);
  });

  it.each([
    ['a token', () => new CreateCollectiveToken('tide-pool', 'u-ada', 'ci', ['extensions:write'], null)],
    ['an invite', () => new InviteMember('tide-pool', 'u-ada', emailOf('joan'), 'member')],
    ['another slug', () => new RenameCollective('tide-pool', 'u-ada', { slug: 'reef' })],
  ])('leaves nothing of theirs with %s that they are just making, before or after', async (_what, making) => {
    await found(world, 'ada', 'tide-pool');
    await join(world, 'ada', 'tide-pool', 'grace', 'admin');
    await overlapping(world, making(), forgetting());
    expect(await tablesThatKnowHer()).toEqual([]);
    expect(await world.rows('SELECT FROM collectives.tokens')).toEqual([]);
    await expect(world.execute(making())).rejects.toMatchObject({ code: 'collective-not-found' });
  });

  it('is gone all the same when somebody shows them out at that moment', async () => {
    await found(world, 'grace', 'tide-pool');
    await join(world, 'grace', 'tide-pool', 'ada', 'member');
    const showingOut = new RemoveMember('tide-pool', 'u-grace', 'ada');
    const [removed, forgotten] = await overlapping(world, showingOut, forgetting());
    expect([removed.status, forgotten.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(await tablesThatKnowHer()).toEqual([]);
  });

  it('has no heir who is suspended', async () => {
    await given(world, 'joan');
    await found(world, 'ada', 'tide-pool');
    await join(world, 'ada', 'tide-pool', 'grace', 'admin');
    await join(world, 'ada', 'tide-pool', 'joan', 'member');
    await world.publish(new AccountSuspendedIntegrationEvent({ userId: 'u-grace', reason: 'spam' }));
    await world.drain();
    await world.execute(forgetting());
    expect(await membersOf(world, 'tide-pool', 'joan')).toEqual(['grace admin', 'joan owner']);
  });
});

import {
  InviteAcceptedIntegrationEvent,
  InviteSentIntegrationEvent,
  MemberJoinedIntegrationEvent,
  MemberRemovedIntegrationEvent,
} from '@boardwalk/integration-events';
import { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  accept,
  collectivesWorld,
  emailOf,
  found,
  given,
  invite,
  join as joinTidePool,
  lastMail,
  membersOf,
  outcome,
  registered,
  remove,
  verified,
} from './collectives-world.js';

const day = 24 * 60 * 60 * 1000;

let world: World;
beforeEach(async () => {
  world = await collectivesWorld();
  await given(world, 'ada', 'grace', 'joan');
  await found(world, 'ada', 'tide-pool');
});
afterEach(() => world.stop());

const mailed = () => lastMail(world);
const join = (username: string, role: string) => joinTidePool(world, 'ada', 'tide-pool', username, role);

describe('an invite', () => {
  it('goes out as a fact with address and token, and makes a member of whoever accepts it', async () => {
    const answer = await invite(world, 'ada', 'tide-pool', 'Grace@Example.org', 'admin');
    expect(answer.status).toBe(201);
    const sent = await mailed();
    expect(sent).toMatchObject({
      ...(answer.body as object),
      slug: 'tide-pool',
      inviteeEmail: 'Grace@Example.org',
      role: 'admin',
      invitedByUserId: 'u-ada',
    });
    const accepted = await accept(world, 'grace', sent);
    expect(accepted).toMatchObject({ status: 200, body: { slug: 'tide-pool' } });
    expect(await world.facts(InviteAcceptedIntegrationEvent)).toMatchObject([
      {
        inviteId: sent.inviteId,
        userId: 'u-grace',
        username: 'grace',
        role: 'admin',
        invitedByUserId: 'u-ada',
      },
    ]);
    expect((await world.facts(MemberJoinedIntegrationEvent)).at(-1)).toMatchObject({
      slug: 'tide-pool',
      userId: 'u-grace',
      role: 'admin',
    });
    expect(await membersOf(world, 'tide-pool', 'grace')).toEqual(['ada owner', 'grace admin']);
  });

  it('leaves neither address nor token readable in any table', async () => {
    await invite(world, 'ada', 'tide-pool', 'secret-friend@example.org');
    const { token } = await mailed();
    const tables = await world.rows<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_schema IN ('collectives', 'messaging')`,
    );
    expect(tables.length).toBeGreaterThan(6);
    for (const { name } of tables) {
      const text = JSON.stringify(await world.rows(`SELECT t::text FROM ${name} t`));
      expect(text, name).not.toContain('secret-friend');
      expect(text, name).not.toContain(token);
    }
  });

  it('works once, even for two at the same moment', async () => {
    await invite(world, 'ada', 'tide-pool', emailOf('grace'));
    const mail = await mailed();
    const answers = await Promise.all([1, 2, 3].map(() => accept(world, 'grace', mail)));
    expect(answers.map(outcome).sort()).toEqual(['200', '410 invite-used', '410 invite-used']);
    expect(await world.facts(InviteAcceptedIntegrationEvent)).toHaveLength(1);
  });

  it('is pending once per address, even for two at the same moment', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(() => invite(world, 'ada', 'tide-pool', emailOf('grace'))),
    );
    expect(answers.map(outcome).sort()).toEqual(['201', '409 invite-pending', '409 invite-pending']);
    expect(outcome(await invite(world, 'ada', 'tide-pool', 'GRACE@example.org'))).toBe('409 invite-pending');
  });

  it('ends after seven days and can then be sent again', async () => {
    await invite(world, 'ada', 'tide-pool', emailOf('grace'));
    const first = await mailed();
    world.clock.advance(7 * day);
    expect(outcome(await accept(world, 'grace', first))).toBe('410 invite-expired');
    await join('grace', 'member');
    expect(outcome(await accept(world, 'grace', first))).toBe('410 invite-expired');
  });

  it('is only for the address that it was sent to, verified', async () => {
    await invite(world, 'ada', 'tide-pool', emailOf('grace'));
    const mail = await mailed();
    expect(outcome(await accept(world, 'joan', mail))).toBe('403 invite-for-other-address');
    expect(outcome(await accept(world, 'unheard-of', mail))).toBe('403 address-not-verified');
    await world.publish(registered('lin'));
    await world.drain();
    await invite(world, 'ada', 'tide-pool', emailOf('lin'));
    expect(outcome(await accept(world, 'lin', await mailed()))).toBe('403 address-not-verified');
  });

  it('cannot be guessed', async () => {
    await invite(world, 'ada', 'tide-pool', emailOf('grace'));
    const { inviteId, token } = await mailed();
    expect(outcome(await accept(world, 'grace', { inviteId, token: 'guess' }))).toBe('404 invite-not-found');
    const another = '0198c1a8-6f10-7f52-9d3b-48ac17be2095';
    expect(outcome(await accept(world, 'grace', { inviteId: another, token }))).toBe('404 invite-not-found');
  });

  it('asks for patience while the verification that the caller saw is under way', async () => {
    await world.publish(registered('lin'));
    await world.drain();
    await invite(world, 'ada', 'tide-pool', emailOf('lin'));
    const mail = await mailed();
    await world.publish(verified('lin'));
    const seen = (await found(world, 'lin', 'reef')).headers['boardwalk-position'];
    const told = { 'boardwalk-position': String(seen) };
    const early = await accept(world, 'lin', mail, told);
    expect(outcome(early)).toBe('409 projection-behind');
    expect(early.headers['retry-after']).toBe('1');
    expect(outcome(await accept(world, 'lin', mail))).toBe('403 address-not-verified');
    await world.drain();
    expect(outcome(await accept(world, 'lin', mail, told))).toBe('200');
  });

  it('to a personal collective is refused, and so is an unknown field', async () => {
    expect(outcome(await invite(world, 'ada', 'ada', emailOf('grace')))).toBe('409 personal-collective');
    expect(outcome(await invite(world, 'ada', 'tide-pool', 'not an address'))).toBe('400 validation-failed');
    expect(outcome(await invite(world, 'ada', 'tide-pool', emailOf('grace'), 'king'))).toBe(
      '400 validation-failed',
    );
    expect(await world.facts(InviteSentIntegrationEvent)).toEqual([]);
  });
});

describe('roles', () => {
  beforeEach(async () => {
    await join('grace', 'admin');
    await join('joan', 'member');
  });

  it('keep admins away from owners, and members from everybody', async () => {
    expect(outcome(await remove(world, 'grace', 'tide-pool', 'ada'))).toBe('403 role-too-low');
    expect(outcome(await invite(world, 'grace', 'tide-pool', 'x@example.org', 'owner'))).toBe(
      '403 role-too-low',
    );
    expect(outcome(await remove(world, 'joan', 'tide-pool', 'grace'))).toBe('403 role-too-low');
    expect(outcome(await invite(world, 'joan', 'tide-pool', 'x@example.org'))).toBe('403 role-too-low');
    expect(await world.facts(MemberRemovedIntegrationEvent)).toEqual([]);
  });

  it('mean nothing to strangers, who do not even learn that there is a collective', async () => {
    await given(world, 'lin');
    for (const slug of ['tide-pool', 'nowhere']) {
      expect(outcome(await remove(world, 'lin', slug, 'joan'))).toBe('404 collective-not-found');
      expect(outcome(await invite(world, 'lin', slug, 'x@example.org'))).toBe('404 collective-not-found');
    }
  });

  it('are kept in the fact when a member goes [0-15]', async () => {
    expect((await remove(world, 'ada', 'tide-pool', 'grace')).status).toBe(204);
    expect((await remove(world, 'joan', 'tide-pool', 'joan')).status).toBe(204);
    expect(await world.facts(MemberRemovedIntegrationEvent)).toMatchObject([
      { userId: 'u-grace', username: 'grace', role: 'admin', removedByUserId: 'u-ada', reason: 'removed' },
      { userId: 'u-joan', username: 'joan', role: 'member', removedByUserId: 'u-joan', reason: 'left' },
    ]);
    expect(await membersOf(world, 'tide-pool', 'ada')).toEqual(['ada owner']);
    expect(await membersOf(world, 'tide-pool', 'grace')).toBeNull();
    expect(outcome(await remove(world, 'ada', 'tide-pool', 'grace'))).toBe('404 member-not-found');
  });
});

describe('the last owner', () => {
  it('cannot go', async () => {
    expect(outcome(await remove(world, 'ada', 'tide-pool', 'ada'))).toBe('409 last-owner');
    expect(outcome(await remove(world, 'ada', 'ada', 'ada'))).toBe('409 personal-collective');
  });

  it('is left when two leave at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const slug = `reef-${round}`;
      await found(world, 'ada', slug);
      await invite(world, 'ada', slug, emailOf('grace'), 'owner');
      await accept(world, 'grace', await mailed());
      const answers = await Promise.all([
        remove(world, 'ada', slug, 'ada'),
        remove(world, 'grace', slug, 'grace'),
      ]);
      expect(answers.map(outcome).sort()).toEqual(['204', '409 last-owner']);
    }
  });

  it('is left when two remove each other at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const slug = `reef-${round}`;
      await found(world, 'ada', slug);
      await invite(world, 'ada', slug, emailOf('grace'), 'owner');
      await accept(world, 'grace', await mailed());
      const answers = await Promise.all([
        remove(world, 'ada', slug, 'grace'),
        remove(world, 'grace', slug, 'ada'),
      ]);
      expect(answers.map(outcome).sort()).toEqual(['204', '404 collective-not-found']);
    }
  });
});

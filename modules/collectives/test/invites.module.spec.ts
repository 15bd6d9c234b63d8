import {
  InviteAcceptedIntegrationEvent,
  InviteDeclinedIntegrationEvent,
  InviteExpiredIntegrationEvent,
  InviteRevokedIntegrationEvent,
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
  registered,
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

const decline = (username: string, inviteId: string, headers: Record<string, string> = {}) =>
  world.request('POST', `/api/v1/invites/${inviteId}/decline`, { as: as(username), headers });
const revoke = (username: string, inviteId: string) =>
  ask(world, username, 'DELETE', `tide-pool/invites/${inviteId}`);

async function invited(email = emailOf('grace'), role = 'member') {
  expect(outcome(await invite(world, 'ada', 'tide-pool', email, role))).toBe('201');
  return lastMail(world);
}

interface Listed {
  readonly items: readonly { readonly inviteId: string; readonly role: string }[];
  readonly nextCursor: string | null;
}
const listed = async (username: string, query = '') =>
  (await ask(world, username, 'GET', `tide-pool/invites${query}`)).body as Listed;
const ownOf = async (username: string) =>
  (await world.request('GET', '/api/v1/invites', { as: as(username) })).body as Listed;

describe('an invite', () => {
  it('is declined by its invitee, once, and can then be sent again', async () => {
    const mail = await invited();
    expect(outcome(await decline('grace', mail.inviteId))).toBe('204');
    expect(await world.facts(InviteDeclinedIntegrationEvent)).toMatchObject([
      { slug: 'tide-pool', inviteId: mail.inviteId, userId: 'u-grace', invitedByUserId: 'u-ada' },
    ]);
    expect(outcome(await decline('grace', mail.inviteId))).toBe('410 invite-closed');
    expect(outcome(await accept(world, 'grace', mail))).toBe('410 invite-closed');
    await invited();
  });

  it('cannot be declined by anybody else, nor with an address that is not verified', async () => {
    const mail = await invited();
    expect(outcome(await decline('joan', mail.inviteId))).toBe('404 invite-not-found');
    expect(outcome(await decline('unheard-of', mail.inviteId))).toBe('404 invite-not-found');
    await world.publish(registered('lin'));
    await world.drain();
    const other = await invited(emailOf('lin'));
    expect(outcome(await decline('lin', other.inviteId))).toBe('403 address-not-verified');
    await world.publish(verified('lin'));
    const seen = (await found(world, 'lin', 'reef')).headers['boardwalk-position'];
    const told = { 'boardwalk-position': String(seen) };
    expect(outcome(await decline('lin', other.inviteId, told))).toBe('409 projection-behind');
    await world.drain();
    expect(outcome(await decline('lin', other.inviteId, told))).toBe('204');
  });

  it('is taken back by those who look after the collective', async () => {
    await join(world, 'ada', 'tide-pool', 'joan', 'member');
    const mail = await invited();
    expect(outcome(await revoke('joan', mail.inviteId))).toBe('403 role-too-low');
    expect(outcome(await revoke('grace', mail.inviteId))).toBe('404 collective-not-found');
    expect(outcome(await revoke('ada', mail.inviteId))).toBe('204');
    expect(await world.facts(InviteRevokedIntegrationEvent)).toMatchObject([
      { slug: 'tide-pool', inviteId: mail.inviteId, revokedByUserId: 'u-ada' },
    ]);
    expect(outcome(await accept(world, 'grace', mail))).toBe('410 invite-closed');
    expect(outcome(await revoke('ada', mail.inviteId))).toBe('404 invite-not-found');
    await invited();
  });

  it('for an owner is no business of admins', async () => {
    await join(world, 'ada', 'tide-pool', 'joan', 'admin');
    const mail = await invited(emailOf('grace'), 'owner');
    expect(outcome(await revoke('joan', mail.inviteId))).toBe('403 role-too-low');
  });

  it('of one collective cannot be taken back in another', async () => {
    const mail = await invited();
    await found(world, 'grace', 'reef');
    const answer = await ask(world, 'grace', 'DELETE', `reef/invites/${mail.inviteId}`);
    expect(outcome(answer)).toBe('404 invite-not-found');
  });

  it('expires by itself after seven days, once, at the moment that was said', async () => {
    const mail = await invited();
    const over = new Date(world.clock.now().getTime() + 7 * day).toISOString();
    world.clock.advance(7 * day - 1);
    await world.drain();
    expect(await world.facts(InviteExpiredIntegrationEvent)).toEqual([]);
    world.clock.advance(60_000);
    await world.drain();
    await world.drain();
    const expired = await world.facts(InviteExpiredIntegrationEvent);
    expect(expired).toMatchObject([{ slug: 'tide-pool', inviteId: mail.inviteId, invitedByUserId: 'u-ada' }]);
    expect(expired[0]?.metadata.occurredAt).toBe(over);
    expect(outcome(await accept(world, 'grace', mail))).toBe('410 invite-expired');
    expect(outcome(await decline('grace', mail.inviteId))).toBe('410 invite-expired');
    await invited();
    expect(await world.facts(InviteExpiredIntegrationEvent)).toHaveLength(1);
  });

  it('that was answered does not expire', async () => {
    await accept(world, 'grace', await invited());
    await decline('joan', (await invited(emailOf('joan'))).inviteId);
    world.clock.advance(8 * day);
    await world.drain();
    expect(await world.facts(InviteExpiredIntegrationEvent)).toEqual([]);
  });

  it('is answered once, whoever says yes, no, and never mind at the same moment', async () => {
    for (let round = 0; round < 20; round += 1) {
      // An address is not asked any number of times in one day.
      world.clock.advance(day);
      const mail = await invited();
      const answers = await Promise.all([
        accept(world, 'grace', mail),
        accept(world, 'grace', mail),
        decline('grace', mail.inviteId),
        revoke('ada', mail.inviteId),
      ]);
      expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
      await ask(world, 'grace', 'DELETE', 'tide-pool/members/grace');
    }
    const ends = [
      ...(await world.facts(InviteAcceptedIntegrationEvent)),
      ...(await world.facts(InviteDeclinedIntegrationEvent)),
      ...(await world.facts(InviteRevokedIntegrationEvent)),
    ];
    expect(new Set(ends.map(({ inviteId }) => inviteId)).size).toBe(20);
    expect(ends).toHaveLength(20);
  }, 240_000);
});

describe('the open invites', () => {
  it('of a collective are shown to those who look after it, newest first', async () => {
    await join(world, 'ada', 'tide-pool', 'joan', 'member');
    const first = await invited();
    world.clock.advance(1000);
    const second = await invited('lin@example.org', 'admin');
    const page = await listed('ada', '?limit=1');
    expect(page.items).toEqual([
      {
        inviteId: second.inviteId,
        role: 'admin',
        invitedBy: 'ada',
        sentAt: world.clock.now().toISOString(),
        expiresAt: new Date(world.clock.now().getTime() + 7 * day).toISOString(),
      },
    ]);
    expect((await listed('ada', `?limit=1&cursor=${page.nextCursor}`)).items).toMatchObject([
      { inviteId: first.inviteId },
    ]);
    expect(outcome(await ask(world, 'joan', 'GET', 'tide-pool/invites'))).toBe('403 role-too-low');
    expect(outcome(await ask(world, 'grace', 'GET', 'tide-pool/invites'))).toBe('404 collective-not-found');
    await revoke('ada', first.inviteId);
    expect((await listed('ada')).items).toHaveLength(1);
    world.clock.advance(7 * day);
    expect((await listed('ada')).items).toEqual([]);
  });

  it('to somebody are shown to them alone, by their verified address', async () => {
    const mail = await invited();
    expect((await ownOf('grace')).items).toEqual([
      {
        inviteId: mail.inviteId,
        slug: 'tide-pool',
        name: 'tide-pool',
        role: 'member',
        invitedBy: 'ada',
        sentAt: world.clock.now().toISOString(),
        expiresAt: new Date(world.clock.now().getTime() + 7 * day).toISOString(),
      },
    ]);
    expect((await ownOf('joan')).items).toEqual([]);
    await world.publish(registered('lin'));
    await world.drain();
    await invited(emailOf('lin'));
    expect((await ownOf('lin')).items).toEqual([]);
    await decline('grace', mail.inviteId);
    expect((await ownOf('grace')).items).toEqual([]);
  });
});

import { World, type WorldResponse } from '@boardwalk/testing';
import type { ICommand } from '@nestjs/cqrs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AcceptInvite } from '../application/accept-invite.js';
import { ChangeMemberRole } from '../application/change-member-role.js';
import { CreateCollectiveToken } from '../application/create-collective-token.js';
import { DeclineInvite } from '../application/decline-invite.js';
import { DissolveCollective } from '../application/dissolve-collective.js';
import { ExpireInvite } from '../application/expire-invite.js';
import { FoundCollective } from '../application/found-collective.js';
import { InviteMember } from '../application/invite-member.js';
import { LeaveCollective } from '../application/leave-collective.js';
import { RemoveMember } from '../application/remove-member.js';
import { RenameCollective } from '../application/rename-collective.js';
import { RevokeCollectiveToken } from '../application/revoke-collective-token.js';
import { RevokeInvite } from '../application/revoke-invite.js';
import { TransferOwnership } from '../application/transfer-ownership.js';
import {
  accept,
  ask,
  as,
  collectivesWorld,
  emailOf,
  found,
  given,
  invite,
  lastMail,
  type Mailed,
  outcome,
  remove,
} from './collectives-world.js';
import { bringIn, lifeOf } from './lives.js';

const week = 7 * 24 * 60 * 60 * 1000;

let world: World;
beforeAll(async () => {
  world = await collectivesWorld();
  await given(world, 'ada', 'grace', 'joan');
});
afterAll(() => world.stop());

/** What can be done to a collective. Ada does it unless somebody is named. */
interface Caller {
  found(slug: string): Promise<unknown>;
  rename(slug: string, name: string): Promise<unknown>;
  invite(slug: string, username: string): Promise<unknown>;
  revoke(slug: string, inviteId: string): Promise<unknown>;
  accept(username: string, mail: Mailed): Promise<unknown>;
  decline(username: string, mail: Mailed): Promise<unknown>;
  /** At the end of its time. */
  expire(inviteId: string): Promise<unknown>;
  changeRole(slug: string, username: string): Promise<unknown>;
  transfer(slug: string, username: string): Promise<unknown>;
  remove(slug: string, username: string): Promise<unknown>;
  leave(slug: string, username: string): Promise<unknown>;
  createToken(slug: string): Promise<string>;
  revokeToken(slug: string, tokenId: string): Promise<unknown>;
  dissolve(slug: string, username: string): Promise<unknown>;
}

/** Somebody at a browser or a terminal; what is a matter of time is done by the job. */
const requests: Caller = {
  found: (slug) => done(found(world, 'ada', slug)),
  rename: (slug, name) => done(ask(world, 'ada', 'PATCH', slug, { name })),
  invite: (slug, username) => done(invite(world, 'ada', slug, emailOf(username))),
  revoke: (slug, inviteId) => done(ask(world, 'ada', 'DELETE', `${slug}/invites/${inviteId}`)),
  accept: (username, mail) => done(accept(world, username, mail)),
  decline: (username, { inviteId }) =>
    done(world.request('POST', `/api/v1/invites/${inviteId}/decline`, { as: as(username) })),
  expire: () => world.drain(),
  changeRole: (slug, username) =>
    done(ask(world, 'ada', 'PUT', `${slug}/members/${username}/role`, { role: 'admin' })),
  transfer: (slug, to) => done(ask(world, 'ada', 'POST', `${slug}/transfer`, { to })),
  remove: (slug, username) => done(remove(world, 'ada', slug, username)),
  leave: (slug, username) => done(remove(world, username, slug, username)),
  createToken: async (slug) => {
    const body = { name: 'builds', scopes: ['collectives:read'] };
    const answer = await done(ask(world, 'ada', 'POST', `${slug}/tokens`, body));
    return (answer.body as { tokenId: string }).tokenId;
  },
  revokeToken: (slug, tokenId) => done(ask(world, 'ada', 'DELETE', `${slug}/tokens/${tokenId}`)),
  dissolve: (slug, username) => done(ask(world, username, 'DELETE', slug)),
};

/** Another part of the program. */
const commands: Caller = {
  found: (slug) => execute(new FoundCollective('u-ada', 'ada', slug, slug)),
  rename: (slug, name) => execute(new RenameCollective(slug, 'u-ada', { name })),
  invite: (slug, username) => execute(new InviteMember(slug, 'u-ada', emailOf(username), 'member')),
  revoke: (slug, inviteId) => execute(new RevokeInvite(slug, 'u-ada', inviteId)),
  accept: (username, { inviteId, token }) => execute(new AcceptInvite(inviteId, token, `u-${username}`)),
  decline: (username, { inviteId }) => execute(new DeclineInvite(inviteId, `u-${username}`)),
  expire: (inviteId) => execute(new ExpireInvite(inviteId)),
  changeRole: (slug, username) => execute(new ChangeMemberRole(slug, 'u-ada', username, 'admin')),
  transfer: (slug, to) => execute(new TransferOwnership(slug, 'u-ada', to)),
  remove: (slug, username) => execute(new RemoveMember(slug, 'u-ada', username)),
  leave: (slug, username) => execute(new LeaveCollective(slug, `u-${username}`)),
  createToken: async (slug) => {
    const scopes = ['collectives:read'];
    const command = new CreateCollectiveToken(slug, 'u-ada', 'builds', scopes, null);
    return ((await execute(command)) as { tokenId: string }).tokenId;
  },
  revokeToken: (slug, tokenId) => execute(new RevokeCollectiveToken(slug, 'u-ada', tokenId)),
  dissolve: (slug, username) => execute(new DissolveCollective(slug, `u-${username}`)),
};

const execute = (command: ICommand): Promise<unknown> => world.execute(command);

async function done(asked: Promise<WorldResponse>): Promise<WorldResponse> {
  const answer = await asked;
  if (answer.status >= 300) throw new Error(`It was answered with ${outcome(answer)}.`);
  return answer;
}

/** From the founding to the end, so that everything happens that can happen to a collective. */
async function live(slug: string, by: Caller): Promise<void> {
  const invited = async (username: string) => {
    await by.invite(slug, username);
    return lastMail(world);
  };
  await by.found(slug);
  await by.rename(slug, 'Tide Pool');
  await by.revoke(slug, (await invited('grace')).inviteId);
  await by.decline('grace', await invited('grace'));
  // Nobody asks the same person a third time on one day.
  world.clock.advance(week / 7);
  const { inviteId } = await invited('grace');
  world.clock.advance(week);
  await by.expire(inviteId);
  await by.accept('grace', await invited('grace'));
  await by.changeRole(slug, 'grace');
  await by.remove(slug, 'grace');
  for (const username of ['grace', 'joan']) await by.accept(username, await invited(username));
  await by.leave(slug, 'joan');
  await by.revokeToken(slug, await by.createToken(slug));
  await by.transfer(slug, 'grace');
  await by.dissolve(slug, 'grace');
}

describe('what becomes of a collective', () => {
  it('is told in the same facts, whether it is asked for by requests and jobs or by a call of the use case [0-14] [0-15]', async () => {
    await live('by-requests', requests);
    await live('by-commands', commands);
    const told = await lifeOf(world, 'by-requests');
    expect(told).toEqual(await lifeOf(world, 'by-commands'));
    expect([...new Set(told.map(({ type }) => type))].sort()).toEqual([
      'collective-created',
      'collective-dissolved',
      'collective-renamed',
      'invite-accepted',
      'invite-declined',
      'invite-expired',
      'invite-revoked',
      'invite-sent',
      'member-joined',
      'member-removed',
      'member-role-changed',
      'ownership-transferred',
      'token-created',
      'token-revoked',
    ]);
  });

  it('is told in the same facts when an operator brings it in [0-14]', async () => {
    await found(world, 'ada', 'at-home');
    await bringIn(world, 'from-elsewhere', 'ada');
    expect(await lifeOf(world, 'from-elsewhere')).toEqual(await lifeOf(world, 'at-home'));
  });
});

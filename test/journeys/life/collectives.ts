import { expect, it } from 'vitest';
import type { Community } from './community.js';

const week = 7 * 24 * 60 * 60 * 1_000;

/** How a collective comes to be, and who joins it. @param community that has begun when the steps are made */
export function beginningOfCollective(community: () => Community): void {
  const invites = (life: Community) => {
    const body = { email: life.grace.email, role: 'member' };
    return life.asks(life.ada, 201, 'POST', 'collectives/tide-pool/invites', body);
  };

  it('a collective is founded, and takes another name', async () => {
    const life = community();
    const founding = { slug: 'rock-pool', name: 'Rock Pool' };
    expect(await life.of(() => life.asks(life.ada, 201, 'POST', 'collectives', founding))).toEqual([
      'facts collectives.collective-created, collectives.member-joined, stats.badge-awarded, 2 × stats.points-granted',
      'extensions.collectives + rock-pool',
      'extensions.memberships + ada owner of rock-pool',
      'notifications.inbox + ada badge-awarded, + ada collective-created',
      'stats.score_grants + ada collective-founded 50, + ada founder 100',
      'stats.username_metrics + ada collective_created 2026-06-04 1',
      'notifications.mails + ada «You earned the badge Founder», + ada «Your collective rock-pool»',
      'discord.messages + «🎖️ ada earned the badge Founder.», + «🏖️ ada founded the collective Rock Pool (rock-pool).»',
    ]);
    const name = { slug: 'tide-pool', name: 'Tide Pool' };
    expect(await life.of(() => life.asks(life.ada, 200, 'PATCH', 'collectives/rock-pool', name))).toEqual([
      'facts collectives.collective-renamed',
      'extensions.collectives - rock-pool, + tide-pool',
      'extensions.memberships - ada owner of rock-pool, + ada owner of tide-pool',
    ]);
  });

  it('of those who are invited one says no, one never answers, and one is not asked any more', async () => {
    const life = community();
    expect(await life.of(() => invites(life))).toEqual([
      'facts collectives.invite-sent',
      'notifications.inbox + grace invited',
      'notifications.mails + grace «You are invited to tide-pool»',
    ]);
    const decline = () =>
      life.asks(life.grace, 204, 'POST', `invites/${life.inviteOf(life.grace).id}/decline`);
    expect(await life.of(decline)).toEqual([
      'facts collectives.invite-declined',
      'notifications.inbox + ada invite-declined',
    ]);
    await life.of(() => invites(life));
    expect(await life.of(async () => life.world.clock.advance(week))).toEqual([
      'facts collectives.invite-expired',
      'notifications.inbox + ada invite-expired',
    ]);
    for (const who of [life.ada, life.grace]) await life.signIn(who);
    await life.of(() => invites(life));
    const invite = () => `collectives/tide-pool/invites/${life.inviteOf(life.grace).id}`;
    expect(await life.of(() => life.asks(life.ada, 204, 'DELETE', invite()))).toEqual([
      'facts collectives.invite-revoked',
    ]);
  });

  it('one says yes, and rises', async () => {
    const life = community();
    await life.of(() => invites(life));
    const { id, token } = life.inviteOf(life.grace);
    expect(
      await life.of(() => life.asks(life.grace, 200, 'POST', `invites/${id}/accept`, { token })),
    ).toEqual([
      'facts collectives.invite-accepted, collectives.member-joined, stats.badge-awarded, 3 × stats.points-granted',
      'extensions.memberships + grace member of tide-pool',
      'notifications.inbox + ada invite-accepted, + grace badge-awarded',
      'stats.score_grants + ada invite-accepted-inviter 75, + grace invite-accepted-invitee 25, + grace team-player 100',
      'stats.username_metrics + grace collective_invite_accepted 2026-06-11 1',
      'notifications.mails + ada «Your invitation to tide-pool was accepted», + grace «You earned the badge Team Player»',
      'discord.messages + «🎖️ grace earned the badge Team Player.»',
    ]);
    const role = 'collectives/tide-pool/members/grace/role';
    expect(await life.of(() => life.asks(life.ada, 204, 'PUT', role, { role: 'admin' }))).toEqual([
      'facts collectives.member-role-changed',
      'extensions.memberships - grace member of tide-pool, + grace admin of tide-pool',
      'notifications.inbox + grace role-changed',
    ]);
    const transfer = () =>
      life.asks(life.ada, 204, 'POST', 'collectives/tide-pool/transfer', { to: 'grace' });
    expect(await life.of(transfer)).toEqual([
      'facts 2 × collectives.member-role-changed, collectives.ownership-transferred',
      'extensions.memberships - ada owner of tide-pool, - grace admin of tide-pool, + ada admin of tide-pool, + grace owner of tide-pool',
      'notifications.inbox + grace ownership-received, + grace role-changed',
    ]);
  });

  it('a program acts for it for a while', async () => {
    const life = community();
    const tokens = 'collectives/tide-pool/tokens';
    let tokenId = '';
    const make = async () => {
      const body = { name: 'builds', scopes: ['collectives:read'] };
      ({ tokenId = '' } = await life.asks(life.ada, 201, 'POST', tokens, body));
    };
    expect(await life.of(make)).toEqual(['facts collectives.token-created']);
    expect(await life.of(() => life.asks(life.ada, 204, 'DELETE', `${tokens}/${tokenId}`))).toEqual([
      'facts collectives.token-revoked',
    ]);
  });
}

/** How it ends. */
export function endOfCollective(community: () => Community): void {
  it('a member is removed, and the collective is dissolved', async () => {
    const life = community();
    await life.signIn(life.grace);
    await life.signIn(life.linus);
    const invite = { email: life.linus.email, role: 'member' };
    await life.asks(life.grace, 201, 'POST', 'collectives/tide-pool/invites', invite);
    await life.world.drain();
    const { id, token } = life.inviteOf(life.linus);
    await life.asks(life.linus, 200, 'POST', `invites/${id}/accept`, { token });
    await life.world.drain();
    const ada = 'collectives/tide-pool/members/countess';
    expect(await life.of(() => life.asks(life.grace, 204, 'DELETE', ada))).toEqual([
      'facts collectives.member-removed',
      'extensions.memberships - ada admin of tide-pool',
      'notifications.inbox + ada removed-from-collective',
      'notifications.mails + ada «You are no longer a member of tide-pool»',
    ]);
    expect(await life.of(() => life.asks(life.grace, 204, 'DELETE', 'collectives/tide-pool'))).toEqual([
      'facts collectives.collective-dissolved',
      'extensions.collectives - tide-pool, + tide-pool dissolved',
      'extensions.memberships - grace owner of tide-pool, - linus member of tide-pool',
      'notifications.inbox + linus collective-dissolved',
      'notifications.mails + linus «The collective tide-pool was dissolved»',
    ]);
  });
}

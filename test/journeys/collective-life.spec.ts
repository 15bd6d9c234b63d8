import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BoardwalkWorld, inviteIn, type Person, tokenIn } from './boardwalk-world.js';

const day = 24 * 60 * 60 * 1000;

describe('the life of a collective', () => {
  let world: BoardwalkWorld;
  let ada: Person;
  let grace: Person;
  /** Of the collective that a test is about. */
  let slug: string;
  let collectiveId: string;
  let founded = 0;

  beforeAll(async () => {
    world = await BoardwalkWorld.start();
    ada = await world.signUp('ada');
    grace = await world.signUp('grace');
  });
  beforeEach(async () => {
    // Time goes on from one test to the next, and sessions end.
    ada = await world.signIn(ada);
    grace = await world.signIn(grace);
    founded += 1;
    slug = `tide-pool-${founded}`;
    const body = { slug, name: 'Tide Pool' };
    ({ collectiveId } = await world.expect<{ collectiveId: string }>(201, 'POST', 'collectives', {
      as: ada.token,
      body,
    }));
    await world.drain();
  });
  afterAll(() => world.stop());

  interface Kept {
    readonly name: string;
    readonly properties: Readonly<Record<string, unknown>>;
  }
  /** Every record of this collective, oldest first; what happened at once by its name. */
  async function life(): Promise<Kept[]> {
    const kept = await world.rows<{ name: string; properties: string }>(
      'SELECT name, properties FROM telemetry.telemetry_events ORDER BY occurred_at, name',
    );
    return kept
      .map(({ name, properties }) => ({ name, properties: JSON.parse(properties) as Kept['properties'] }))
      .filter(({ properties }) => properties['collectiveId'] === collectiveId);
  }
  const since = async (count: number) => {
    await world.drain();
    return (await life()).slice(count);
  };
  const names = async () => (await life()).map(({ name }) => name);

  const of = () => ({ collectiveId, slug });
  /** A second later, so that one thing happens after the other. */
  function ask(
    who: Person,
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    status: number,
    body?: object,
  ): Promise<Record<string, string>> {
    world.clock.advance(1000);
    return world.expect(status, method, path, { as: who.token, ...(body !== undefined && { body }) });
  }

  /** An invite and the token of its mail. */
  async function invited(role = 'member') {
    const body = { email: grace.email, role };
    const sent = await ask(ada, 'POST', `collectives/${slug}/invites`, 201, body);
    await world.drain();
    const mail = world.mailsTo(grace.email).find((one) => one.text.includes(`invite=${sent['inviteId']}`));
    return { inviteId: inviteIn(mail), token: tokenIn(mail) };
  }

  async function joined(role = 'member'): Promise<string> {
    const { inviteId, token } = await invited(role);
    await ask(grace, 'POST', `invites/${inviteId}/accept`, 200, { token });
    await world.drain();
    return inviteId;
  }

  describe('what becomes of a collective is recorded, once', () => {
    it('from its founding over another name to its end [0-28]', async () => {
      expect(await names()).toEqual(['collective_created', 'collective_member_joined']);
      await ask(ada, 'PATCH', `collectives/${slug}`, 200, { slug: 'rock-pool', name: 'Rock Pool' });
      await world.drain();
      await ask(ada, 'DELETE', 'collectives/rock-pool', 204);
      expect(await since(2)).toEqual([
        {
          name: 'collective_renamed',
          properties: {
            collectiveId,
            oldSlug: slug,
            slug: 'rock-pool',
            oldName: 'Tide Pool',
            name: 'Rock Pool',
            renamedByUserId: ada.userId,
          },
        },
        {
          name: 'collective_dissolved',
          properties: {
            collectiveId,
            slug: 'rock-pool',
            name: 'Rock Pool',
            dissolvedByUserId: ada.userId,
            memberUserIds: [ada.userId],
          },
        },
      ]);
      // Nothing of it is left, and its slugs are nobody's.
      expect(await world.request('GET', 'collectives/rock-pool')).toMatchObject({ status: 404 });
      await ask(grace, 'POST', 'collectives', 409, { slug, name: 'Ours now' });
    });

    it('an invite that is sent and accepted [0-28]', async () => {
      const inviteId = await joined('admin');
      const person = { userId: grace.userId, username: 'grace', role: 'admin' };
      expect(await since(2)).toEqual([
        {
          name: 'collective_invite_sent',
          properties: { ...of(), inviteId, role: 'admin', invitedByUserId: ada.userId },
        },
        {
          name: 'collective_invite_accepted',
          properties: { ...of(), inviteId, ...person, invitedByUserId: ada.userId },
        },
        { name: 'collective_member_joined', properties: { ...of(), ...person } },
      ]);
    });

    it('an invite that is declined, one that is revoked, and one that expires [0-28]', async () => {
      const declined = await invited();
      await ask(grace, 'POST', `invites/${declined.inviteId}/decline`, 204);
      await world.drain();
      const revoked = await invited();
      await ask(ada, 'DELETE', `collectives/${slug}/invites/${revoked.inviteId}`, 204);
      await world.drain();
      for (const { inviteId, token } of [declined, revoked])
        await ask(grace, 'POST', `invites/${inviteId}/accept`, 410, { token });
      // Nobody is asked a third time by the same person on one day.
      world.clock.advance(day);
      const expired = await invited();
      world.clock.advance(7 * day);
      await world.drain();

      const sent = (inviteId: string) => ({
        name: 'collective_invite_sent',
        properties: { ...of(), inviteId, role: 'member', invitedByUserId: ada.userId },
      });
      expect(await since(2)).toEqual([
        sent(declined.inviteId),
        {
          name: 'collective_invite_declined',
          properties: {
            ...of(),
            inviteId: declined.inviteId,
            userId: grace.userId,
            invitedByUserId: ada.userId,
          },
        },
        sent(revoked.inviteId),
        {
          name: 'collective_invite_revoked',
          properties: { ...of(), inviteId: revoked.inviteId, revokedByUserId: ada.userId },
        },
        sent(expired.inviteId),
        {
          name: 'collective_invite_expired',
          properties: { ...of(), inviteId: expired.inviteId, invitedByUserId: ada.userId },
        },
      ]);
    });

    it('a member who is removed, and one who leaves [0-28]', async () => {
      await joined();
      await ask(ada, 'DELETE', `collectives/${slug}/members/grace`, 204);
      await joined();
      await ask(grace, 'DELETE', `collectives/${slug}/members/grace`, 204);
      const gone = { ...of(), userId: grace.userId, username: 'grace', role: 'member' };
      const removals = (await since(2)).filter(({ name }) => name === 'collective_member_removed');
      expect(removals.map(({ properties }) => properties)).toEqual([
        { ...gone, removedByUserId: ada.userId, reason: 'removed' },
        { ...gone, removedByUserId: grace.userId, reason: 'left' },
      ]);
    });

    it('a role that changes, and an ownership that is transferred [0-28]', async () => {
      await joined();
      const before = (await life()).length;
      await ask(ada, 'PUT', `collectives/${slug}/members/grace/role`, 204, { role: 'admin' });
      await world.drain();
      await ask(ada, 'POST', `collectives/${slug}/transfer`, 204, { to: 'grace' });
      const changed = (who: Person, from: string, to: string) => ({
        name: 'collective_member_role_changed',
        properties: {
          ...of(),
          userId: who.userId,
          username: who.username,
          from,
          to,
          changedByUserId: ada.userId,
        },
      });
      const records = await since(before);
      expect(records).toHaveLength(4);
      expect(records).toEqual(
        expect.arrayContaining([
          changed(grace, 'member', 'admin'),
          changed(grace, 'admin', 'owner'),
          {
            name: 'collective_ownership_transferred',
            properties: {
              ...of(),
              fromUserId: ada.userId,
              fromUsername: 'ada',
              toUserId: grace.userId,
              toUsername: 'grace',
            },
          },
          changed(ada, 'owner', 'admin'),
        ]),
      );
    });

    it('a token that is created, used and revoked, and is in no record itself [0-28]', async () => {
      const { tokenId, token = '' } = await ask(ada, 'POST', `collectives/${slug}/tokens`, 201, {
        name: 'builds',
        scopes: ['collectives:read'],
      });
      await world.drain();
      expect(await world.expect(200, 'GET', `collectives/${slug}`, { as: token })).toMatchObject({
        members: [{ username: 'ada' }],
      });
      await ask(ada, 'DELETE', `collectives/${slug}/tokens/${tokenId}`, 204);
      expect(await world.expect(200, 'GET', `collectives/${slug}`, { as: token })).toMatchObject({
        members: null,
      });
      const records = await since(2);
      expect(records).toEqual([
        {
          name: 'collective_token_created',
          properties: {
            ...of(),
            tokenId,
            name: 'builds',
            scopes: ['collectives:read'],
            createdByUserId: ada.userId,
          },
        },
        {
          name: 'collective_token_revoked',
          properties: { ...of(), tokenId, revokedByUserId: ada.userId },
        },
      ]);
      expect(JSON.stringify(records)).not.toContain(token);
    });
  });
});

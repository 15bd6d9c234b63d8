import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BoardwalkWorld, inviteIn, operator, type Person, tokenIn } from './boardwalk-world.js';
import { overEveryTransport } from './over-every-transport.js';

/** Each step goes on where the one before ended. */
overEveryTransport((start) => {
  let world: BoardwalkWorld;
  let ada: Person;
  let grace: Person;
  let tidePool: string;

  beforeAll(async () => {
    world = await start();
    ada = await world.signUp('ada');
    grace = await world.signUp('grace');
  });
  afterAll(() => world.stop());

  const properties = async (name: string) =>
    (await world.listed<{ properties: object }>(`operator/telemetry-events?name=${name}`)).map(
      (record) => record.properties,
    );
  /** As they read: without what keeps names from meaning anything. */
  const posts = () => world.discord.messages.map(({ content }) => content.replaceAll(/[\\\u200b]/g, ''));

  interface Score {
    readonly total: number;
    readonly counters: Readonly<Record<string, number>>;
    readonly badges: readonly { readonly name: string }[];
  }
  const score = (username: string) => world.expect<Score>(200, 'GET', `stats/${username}`);

  async function found(slug: string): Promise<string> {
    const body = { slug, name: 'Tide Pool' };
    const { collectiveId } = await world.expect<{ collectiveId: string }>(201, 'POST', 'collectives', {
      as: ada.token,
      body,
    });
    await world.drain();
    return collectiveId;
  }

  /** Grace is invited, follows the link in her mail, and is a member. */
  async function join(slug: string): Promise<void> {
    const body = { email: grace.email, role: 'member' };
    await world.expect(201, 'POST', `collectives/${slug}/invites`, { as: ada.token, body });
    await world.drain();
    const mail = world.mailsTo(grace.email).find(({ subject }) => subject.includes(slug));
    const token = tokenIn(mail);
    await world.expect(200, 'POST', `invites/${inviteIn(mail)}/accept`, { as: grace.token, body: { token } });
    await world.drain();
  }

  describe('a collective', () => {
    it('is founded, recorded, scored and announced [0-11] [0-29]', async () => {
      tidePool = await found('tide-pool');
      expect(await properties('collective_created')).toContainEqual({
        collectiveId: tidePool,
        slug: 'tide-pool',
        name: 'Tide Pool',
        createdByUserId: ada.userId,
        createdByUsername: 'ada',
      });
      expect(await score('ada')).toMatchObject({ total: 260, counters: { collective_created: 1 } });
      expect(posts().filter((content) => content.includes('Tide Pool'))).toHaveLength(1);
    });

    it('takes in who was invited, by the mail, and both sides are credited', async () => {
      await join('tide-pool');
      expect(await score('ada')).toMatchObject({ total: 335 });
      expect(await score('grace')).toMatchObject({ total: 235, counters: { collective_invite_accepted: 1 } });
      expect(await world.expect(200, 'GET', 'collectives/tide-pool', { as: grace.token })).toMatchObject({
        members: [
          { username: 'ada', role: 'owner' },
          { username: 'grace', role: 'member' },
        ],
      });
    });

    it('is told by position to whoever asks too early, and known a moment later', async () => {
      const body = { slug: 'rock-pool', name: 'Rock Pool' };
      const founded = await world.request('POST', 'collectives', { as: ada.token, body });
      const position = String(founded.headers['boardwalk-position']);
      const announcement = {
        as: ada.token,
        body: { name: '@rock-pool/shells', version: '2026.06.01.1', checksum: 'a'.repeat(64), size: 1 },
        headers: { 'boardwalk-position': position },
      };
      expect(await world.request('POST', 'publications', announcement)).toMatchObject({
        status: 409,
        headers: { 'retry-after': expect.any(String) },
        body: { type: '/problems/projection-behind' },
      });
      await world.drain();
      expect(await world.request('POST', 'publications', announcement)).toMatchObject({ status: 201 });
    });
  });

  describe('a publication', () => {
    it('is recorded with the collective it is published under, and without a personal one [0-12] [0-29]', async () => {
      await world.publish(ada, '@tide-pool/shells', '2026.06.01.1');
      await world.publish(ada, '@ada/notes', '2026.06.01.1');
      await world.drain();
      const person = { userId: ada.userId, username: 'ada' };
      const records = await properties('extension_published');
      expect(records).toHaveLength(2);
      expect(records).toEqual(
        expect.arrayContaining([
          {
            extensionName: '@tide-pool/shells',
            version: '2026.06.01.1',
            ...person,
            collectiveSlug: 'tide-pool',
          },
          { extensionName: '@ada/notes', version: '2026.06.01.1', ...person },
        ]),
      );
    });

    it('raises the score and earns badges, which the operator can explain by their facts [0-02] [0-04]', async () => {
      await world.publish(ada, '@ada/notes', '2026.06.01.2');
      await world.publish(grace, '@grace/compiler', '2026.06.01.1');
      await world.drain();
      await world.drain();
      // Two collectives, an invite and the badge for the first collective came before.
      const before = 110 + 50 + 50 + 75 + 100;
      expect(await score('ada')).toMatchObject({
        total: before + 500 + 100 + 1_000 + 50 + 50,
        counters: { extension_published: 3 },
      });
      expect((await score('ada')).badges.map(({ name }) => name).sort()).toEqual([
        'First Publish',
        'First on the Boardwalk',
        'Founder',
      ]);
      expect((await score('grace')).badges.map(({ name }) => name).sort()).toEqual([
        'First Publish',
        'Team Player',
      ]);
      const board = await world.expect<{ items: { rank: number; username: string; points: number }[] }>(
        200,
        'GET',
        'leaderboards',
      );
      expect(board.items.map(({ rank, username, points }) => [rank, username, points])).toEqual([
        [1, 'ada', 2_085],
        [2, 'grace', 110 + 25 + 100 + 500 + 100],
      ]);
      const grants = await world.listed<{ grantId: string; eventId: string }>('operator/stats/ada/grants');
      const cause = grants.find(({ grantId }) => grantId === 'publish:@ada/notes:2026.06.01.2');
      expect(
        await world.expect(200, 'GET', `operator/events/${cause?.eventId}`, { as: operator }),
      ).toMatchObject({
        envelope: { type: 'extensions.extension-published.v1', subject: '@ada/notes' },
      });
    });

    it('is posted once, with the badge and the tier it brings [0-03]', async () => {
      const told = posts();
      expect(told.filter((content) => content.includes('@tide-pool/shells'))).toHaveLength(1);
      expect(told.filter((content) => content.includes('First on the Boardwalk'))).toHaveLength(1);
      expect(told.filter((content) => /ada.* earned .*First Publish/.test(content))).toHaveLength(1);
      expect(told.filter((content) => /ada.* reached .*Contributor II\b/.test(content))).toHaveLength(1);
      expect(new Set(told).size).toBe(told.length);
    });

    it('is open to a member until the member is removed, which is recorded with what was lost [0-29]', async () => {
      await world.publish(grace, '@tide-pool/shells', '2026.06.01.2');
      await world.expect(204, 'DELETE', 'collectives/tide-pool/members/grace', { as: ada.token });
      await world.drain();
      expect(await properties('collective_member_removed')).toEqual([
        {
          collectiveId: tidePool,
          slug: 'tide-pool',
          userId: grace.userId,
          username: 'grace',
          role: 'member',
          removedByUserId: ada.userId,
          reason: 'removed',
        },
      ]);
      await expect(world.publish(grace, '@tide-pool/shells', '2026.06.01.3')).rejects.toThrow(
        /404 instead of 201.*collective-not-yours/,
      );
    });
  });
});

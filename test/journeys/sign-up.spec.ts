import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BoardwalkWorld, operator, tokenIn } from './boardwalk-world.js';
import { overEveryTransport } from './over-every-transport.js';

/** Each step goes on where the one before ended. */
overEveryTransport((start) => {
  let world: BoardwalkWorld;

  beforeAll(async () => {
    world = await start();
  });
  afterAll(() => world.stop());

  const form = {
    username: 'ada',
    email: 'ada@example.org',
    password: 'the analytical engine',
    displayName: 'Ada L.',
  };

  interface Score {
    readonly total: number;
    readonly tier: string;
    readonly counters: Readonly<Record<string, number>>;
  }
  const score = (username: string) => world.expect<Score>(200, 'GET', `stats/${username}`);
  const records = (name: string) =>
    world.listed<{ properties: object; distinctId: string }>(`operator/telemetry-events?name=${name}`);

  describe('a sign-up', () => {
    it('becomes a mail, a score, a post and a record, each once, however often it is delivered [0-01] [0-02] [0-03] [2-08] [2-14] [2-17] [4-07]', async () => {
      const { userId } = await world.expect<{ userId: string }>(201, 'POST', 'users', { body: form });
      // What must be there at once is there: the question whether the address is hers. Nothing else is waited for.
      expect(await world.rows('SELECT user_id FROM identity.email_verifications')).toEqual([
        { user_id: userId },
      ]);
      expect(world.mailServer.mails).toEqual([]);
      await world.drain();
      await world.drain();

      expect(
        world
          .mailsTo(form.email)
          .map(({ subject }) => subject)
          .sort(),
      ).toEqual(['Confirm your e-mail address', 'Welcome to Boardwalk, ada']);
      expect(await score('ada')).toMatchObject({ total: 20, tier: 'Novice I', counters: { sign_up: 1 } });
      expect(world.discord.messages.map(({ content }) => content)).toEqual([expect.stringContaining('ada')]);
      expect(world.discord.messages[0]?.pings).toBe(false);
      expect(await records('sign_up')).toEqual([
        expect.objectContaining({
          distinctId: userId,
          properties: { userId, username: 'ada', displayName: 'Ada L.', source: 'password' },
        }),
      ]);
    });

    it('leads over the mail to a proved address, more points and a session [2-21] [3-21] [3-25]', async () => {
      const token = tokenIn(world.mailsTo(form.email).find(({ subject }) => subject.startsWith('Confirm')));
      await world.expect(200, 'POST', 'email-verifications', { body: { token } });
      expect(await world.request('POST', 'email-verifications', { body: { token } })).toMatchObject({
        status: 410,
      });
      await world.drain();
      expect(await score('ada')).toMatchObject({
        total: 100,
        tier: 'Novice III',
        counters: { sign_up: 1, email_verified: 1 },
      });
      const { email, password } = form;
      const session = await world.expect<{ token: string }>(201, 'POST', 'sessions', {
        body: { email, password },
      });
      expect(await world.expect(200, 'GET', 'me', { as: session.token })).toMatchObject({
        username: 'ada',
        email,
        emailVerified: true,
      });
    });

    it('founds a personal collective, which counts for nothing', async () => {
      await world.drain();
      expect(await world.expect(200, 'GET', 'collectives/ada')).toMatchObject({ personal: true });
      expect(await score('ada')).toMatchObject({ total: 110, counters: { collective_created: 0 } });
      expect(world.discord.messages.filter(({ content }) => /collective/i.test(content))).toEqual([]);
    });

    it('succeeds while the mail server and Discord are away, and their share follows later [4-13] [3-08]', async () => {
      world.mailServer.failNext(
        { kind: 'refuse', at: 'connect', code: 421, text: 'Away.' },
        { kind: 'refuse', at: 'connect', code: 421, text: 'Away.' },
      );
      world.discord.failNext({ kind: 'answer', status: 503, headers: { 'retry-after': '1' } });
      const grace = { ...form, username: 'grace', email: 'grace@example.org' };
      const posts = () => world.discord.messages.filter(({ content }) => content.includes('grace'));
      await world.expect(201, 'POST', 'users', { body: grace });
      await world.drain();
      expect(world.mailsTo(grace.email)).toEqual([]);
      expect(posts()).toEqual([]);
      expect(await score('grace')).toMatchObject({ total: 20 });
      expect(await records('sign_up')).toHaveLength(2);

      world.clock.advance(600_000);
      await world.drain();
      expect(world.mailsTo(grace.email)).toHaveLength(2);
      expect(posts()).toHaveLength(1);
      expect(await world.expect(200, 'GET', 'operator/dead-letters', { as: operator })).toMatchObject({
        total: 0,
      });
    });
  });
});

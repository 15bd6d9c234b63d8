import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BoardwalkWorld, operator, type Person } from './boardwalk-world.js';

const day = 24 * 60 * 60 * 1_000;

describe('scores', () => {
  let world: BoardwalkWorld;
  let ada: Person;
  let grace: Person;

  beforeAll(async () => {
    world = await BoardwalkWorld.start();
    ada = await world.signUp('ada');
    grace = await world.signUp('grace');
    await world.drain();
  }, 300_000);
  afterAll(() => world.stop());

  interface Score {
    readonly total: number;
    readonly pulls: number;
    readonly streak: { readonly days: number };
  }
  const score = (username: string) => world.expect<Score>(200, 'GET', `stats/${username}`);
  const properties = async (name: string) =>
    (await world.listed<{ properties: object }>(`operator/telemetry-events?name=${name}`)).map(
      (record) => record.properties,
    );
  const ranked = async () =>
    (await world.expect<{ items: { username: string }[] }>(200, 'GET', 'leaderboards')).items.map(
      ({ username }) => username,
    );
  const statusOf = async (username: string) => (await world.request('GET', `stats/${username}`)).status;

  /** Signs in, on the day that it is. */
  async function signIn(person: Person): Promise<Person> {
    const signedIn = await world.signIn(person);
    await world.drain();
    return signedIn;
  }

  async function show(isPublic: boolean): Promise<void> {
    const preferences = { language: null, timeZone: null };
    const body = { displayName: 'Grace', bio: '', links: [], isPublic, preferences };
    await world.expect(200, 'PUT', 'me/profile', { as: grace.token, body });
    await world.drain();
  }

  describe('coming back day after day', () => {
    it('extends a streak, which is worth more each time, until a day is missed', async () => {
      const before = (await score('ada')).total;
      for (const _day of [2, 3]) {
        world.clock.advance(day);
        ada = await signIn(ada);
      }
      expect(await score('ada')).toMatchObject({ total: before + 15 + 15, streak: { days: 3 } });
      world.clock.advance(2 * day);
      ada = await signIn(ada);
      expect(await score('ada')).toMatchObject({ total: before + 15 + 15 + 10, streak: { days: 1 } });
      expect(await properties('streak_extended')).toMatchObject([{ days: 3 }, { days: 2 }]);
      expect(await properties('streak_broken')).toMatchObject([{ userId: ada.userId, days: 3 }]);
    });
  });

  describe('a pull', () => {
    it('by somebody else is worth a point to the author, once a day', async () => {
      await world.publish(ada, '@ada/notes', '2026.06.01.1');
      await world.drain();
      const { total } = await score('ada');
      for (const _time of [1, 2]) {
        const { status } = await world.page(
          '/api/v1/extensions/%40ada%2Fnotes/versions/2026.06.01.1/archive',
        );
        expect(status).toBe(200);
        await world.drain();
      }
      expect(await score('ada')).toMatchObject({ total: total + 1, pulls: 1 });
    });
  });

  describe('who somebody is', () => {
    it('is followed by the scores: out of sight with a private profile, and back', async () => {
      grace = await signIn(grace);
      await show(false);
      expect(await statusOf('grace')).toBe(404);
      expect(await ranked()).toEqual(['ada']);
      await show(true);
      expect(await statusOf('grace')).toBe(200);
      expect(await ranked()).toEqual(['ada', 'grace']);
    });

    it('is out of sight while suspended', async () => {
      const operate = (action: string, body?: object) =>
        world.request('POST', `operator/users/${grace.userId}/${action}`, {
          as: operator,
          ...(body && { body }),
        });
      expect((await operate('suspend', { reason: 'Spam.' })).status).toBe(200);
      await world.drain();
      expect(await statusOf('grace')).toBe(404);
      expect((await operate('reinstate')).status).toBe(200);
      await world.drain();
      expect(await ranked()).toEqual(['ada', 'grace']);
      grace = await signIn(grace);
    });

    it('is found by the new name and, from the old one, led to it', async () => {
      await world.expect(200, 'PUT', 'me/username', { as: grace.token, body: { username: 'hopper' } });
      await world.drain();
      expect(await world.request('GET', 'stats/grace')).toMatchObject({
        status: 308,
        headers: { location: '/api/v1/stats/hopper' },
      });
      expect(await ranked()).toEqual(['ada', 'hopper']);
    });

    it('is not to be found once the account is deleted', async () => {
      const body = { password: 'the password of grace' };
      await world.expect(204, 'POST', 'me/delete', { as: grace.token, body });
      await world.drain();
      expect([await statusOf('grace'), await statusOf('hopper')]).toEqual([404, 404]);
      expect(await ranked()).toEqual(['ada']);
    });
  });

  describe('after all that', () => {
    it('the scores are, to the last byte, what the log makes of them', async () => {
      const order = { subscription: 'stats.scores', mode: 'shadow' };
      const { id } = await world.expect<{ id: string }>(200, 'POST', 'operator/replays', {
        as: operator,
        body: order,
      });
      await world.drain();
      const { replay, tables } = await world.expect<{
        replay: { state: string };
        tables: { table: string; equal: boolean; liveRows: number }[];
      }>(200, 'GET', `operator/replays/${id}/comparison`, { as: operator });
      expect(replay.state).toBe('done');
      expect(tables.filter(({ equal, liveRows }) => !equal || liveRows === 0)).toEqual([]);
      expect(await world.expect(200, 'GET', 'operator/dead-letters', { as: operator })).toMatchObject({
        total: 0,
      });
    });
  });
});

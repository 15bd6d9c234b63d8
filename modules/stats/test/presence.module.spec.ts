import {
  BadgeAwardedIntegrationEvent,
  PointsGrantedIntegrationEvent,
  StreakBrokenIntegrationEvent,
  StreakExtendedIntegrationEvent,
} from '@boardwalk/integration-events';
import { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StatsModule } from '../index.js';
import { People } from './boardwalk-people.js';

let world: World;
let people: People;

beforeEach(async () => {
  world = await World.start({ name: 'stats', modules: [StatsModule] });
  people = new People(world);
  people.at('2026-03-01T08:00:00Z');
  await people.signUp('ada', { source: 'import' });
});
afterEach(() => world.stop());

describe('daily sign-ins', () => {
  it('are granted by the streak, which is told when it grows and, at the return, when it broke', async () => {
    for (const day of ['01', '02', '03']) await people.at(`2026-03-${day}T09:00:00Z`).signIn('ada');
    await people.at('2026-03-06T09:00:00Z').signIn('ada');
    await world.drain();
    expect(
      (await world.facts(PointsGrantedIntegrationEvent)).map(({ amount, source }) => [source, amount]),
    ).toEqual([10, 15, 15, 10].map((amount) => ['daily-sign-in', amount]));
    expect(await world.facts(StreakExtendedIntegrationEvent)).toMatchObject([
      { username: 'ada', days: 2, date: '2026-03-02' },
      { username: 'ada', days: 3, date: '2026-03-03' },
    ]);
    const broken = await world.facts(StreakBrokenIntegrationEvent);
    expect(broken).toMatchObject([{ username: 'ada', days: 3, lastDate: '2026-03-03' }]);
    expect(broken[0]?.metadata.occurredAt).toBe('2026-03-06T09:00:00.000Z');
  });

  it('are counted by their days, which are active dates', async () => {
    for (const day of ['01', '02']) await people.at(`2026-03-${day}T23:59:59Z`).signIn('ada');
    await world.drain();
    expect(await people.get('stats/ada')).toMatchObject({
      total: 25,
      counters: { daily_sign_in: 2 },
      activeDates: ['2026-03-01', '2026-03-02'],
    });
  });

  it('make a streak that is shown until a whole day has been missed', async () => {
    for (const day of ['01', '02', '03']) await people.at(`2026-03-${day}T09:00:00Z`).signIn('ada');
    await world.drain();
    const shown = async (at: string) => (await people.at(at).get('stats/ada')) as { streak: object };
    const lastDate = '2026-03-03';
    expect((await shown('2026-03-04T23:59:59Z')).streak).toEqual({ days: 3, lastDate });
    expect((await shown('2026-03-05T00:00:00Z')).streak).toEqual({ days: 0, lastDate });
  });

  it('seven days in a row bring Streak 7', async () => {
    for (const day of [1, 2, 3, 4, 5, 6, 7]) await people.at(`2026-03-0${day}T09:00:00Z`).signIn('ada');
    await world.drain();
    expect(await people.get('stats/ada')).toMatchObject({
      total: 10 + 5 * 15 + 30 + 100,
      badges: [{ badgeId: 'streak-7', name: 'Streak 7', awardedAt: '2026-03-07T09:00:00.000Z' }],
    });
  });
});

describe('pulls', () => {
  it('are granted to the author, half a point each after the first hundred', async () => {
    await people.signUp('bob', { source: 'import' });
    for (let n = 1; n <= 103; n += 1) await people.pull('ada', n % 2 === 0 ? 'bob' : null);
    await world.drain();
    expect(await people.get('stats/ada')).toMatchObject({
      total: 100 + 3 * 0.5 + 100,
      pulls: 103,
      counters: { extension_pulled: 0 },
      badges: [{ badgeId: 'centurion', name: 'Centurion', points: 100 }],
      points: { all: 201.5 },
    });
    expect(await people.get('leaderboards')).toMatchObject({ items: [{ username: 'ada', points: 201.5 }] });
    expect(await people.get('stats/bob')).toMatchObject({ total: 0, counters: { extension_pulled: 51 } });
  });

  it('of one’s own count as something done, and bring nothing', async () => {
    await people.pull('ada', 'ada');
    await world.drain();
    expect(await people.get('stats/ada')).toMatchObject({
      total: 0,
      pulls: 0,
      counters: { extension_pulled: 1 },
    });
    expect(await world.facts(PointsGrantedIntegrationEvent)).toEqual([]);
  });
});

describe('a badge', () => {
  it('Polyglot comes with the third platform that a person has published for', async () => {
    await people.publish('ada', '@ada/one', '2026.03.01.1', ['linux', 'darwin']);
    await people.publish('ada', '@ada/two', '2026.03.01.1', ['windows']);
    await world.drain();
    const names = (await world.facts(BadgeAwardedIntegrationEvent)).map(({ name }) => name);
    expect(names).toEqual(['First Publish', 'First on the Boardwalk', 'Polyglot']);
  });
});

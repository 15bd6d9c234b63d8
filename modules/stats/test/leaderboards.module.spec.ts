import { World } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StatsModule } from '../index.js';
import { People } from './boardwalk-people.js';

let world: World;
let people: People;

interface Board {
  readonly items: readonly { rank: number; username: string; points: number; reachedAt: string }[];
  readonly nextCursor: string | null;
}

beforeAll(async () => {
  world = await World.start({ name: 'stats', modules: [StatsModule] });
  people = new People(world);
  people.at('2026-05-01T00:00:00Z');
  for (const name of ['ada', 'bob', 'cyd', 'dan', 'eve']) await people.signUp(name, { source: 'import' });
  // Season 228 ends with 2026-06-05.
  await people.at('2026-06-05T23:59:59.999Z').publish('eve', '@tools/eve');
  await people.at('2026-06-06T00:00:00Z').publish('ada', '@tools/ada');
  // Bob and Dan reach the same points at the same time, Cyd reaches them earlier.
  await people.at('2026-06-10T12:00:00Z').publish('dan', '@tools/dan');
  await people.publish('bob', '@tools/bob');
  await people.at('2026-06-09T12:00:00Z').publish('cyd', '@tools/cyd');
  await people.at('2026-06-17T12:00:00Z').publish('ada', '@tools/ada', '2026.06.17.1');
  await world.drain();
});

afterAll(async () => {
  await world.stop();
});

async function board(query: string): Promise<Board> {
  return (await people.get(`leaderboards?${query}`)) as Board;
}

async function standings(query: string): Promise<(string | number)[][]> {
  return (await board(query)).items.map(({ rank, username, points }) => [rank, username, points]);
}

describe('a leaderboard', () => {
  it('lists most points first, then who reached them earlier, then by name', async () => {
    expect(await standings('window=all&at=2026-07-01T00:00:00Z')).toEqual([
      [1, 'eve', 1_600],
      [2, 'ada', 650],
      [3, 'cyd', 600],
      [4, 'bob', 600],
      [5, 'dan', 600],
    ]);
  });

  it('takes the season that the moment lies in, whole', async () => {
    const season = [
      [1, 'ada', 650],
      [2, 'cyd', 600],
      [3, 'bob', 600],
      [4, 'dan', 600],
    ];
    expect(await standings('window=season&at=2026-06-06T00:00:00Z')).toEqual(season);
    expect(await standings('window=season&at=2026-09-03T23:59:59.999Z')).toEqual(season);
    expect(await standings('window=season&at=2026-06-05T23:59:59.999Z')).toEqual([[1, 'eve', 1_600]]);
    expect(await board('window=season&at=2026-06-06T00:00:00Z')).toMatchObject({
      season: 229,
      from: '2026-06-06T00:00:00.000Z',
      to: '2026-09-03T23:59:59.999Z',
    });
  });

  it('takes the seven days up to the moment, which is included; the far end is not', async () => {
    expect(await standings('window=week&at=2026-06-17T12:00:00Z')).toEqual([[1, 'ada', 50]]);
    expect(await standings('window=week&at=2026-06-17T11:59:59.999Z')).toEqual([
      [1, 'bob', 600],
      [2, 'dan', 600],
    ]);
  });

  it('takes the 24 hours up to the moment', async () => {
    expect(await standings('window=day&at=2026-06-18T11:59:59.999Z')).toEqual([[1, 'ada', 50]]);
    expect(await standings('window=day&at=2026-06-18T12:00:00Z')).toEqual([]);
  });

  it('knows nothing of what happened after the moment', async () => {
    expect(await standings('window=all&at=2026-06-06T00:00:00Z')).toEqual([
      [1, 'eve', 1_600],
      [2, 'ada', 600],
    ]);
  });

  it('says when the points were reached', async () => {
    const [, ada] = (await board('at=2026-07-01T00:00:00Z')).items;
    expect(ada).toMatchObject({
      username: 'ada',
      reachedAt: '2026-06-17T12:00:00.000Z',
      tier: 'Contributor I',
    });
  });

  it('understands a moment in any time zone, and means now when none is given', async () => {
    expect(await standings('window=week&at=2026-06-17T13:59:59.999%2B02:00')).toHaveLength(2);
    people.at('2026-06-17T12:00:00Z');
    expect(await standings('window=week')).toEqual([[1, 'ada', 50]]);
  });

  it('comes in pages that all show the same moment', async () => {
    people.at('2026-06-17T12:00:00Z');
    const first = await board('limit=2');
    people.at('2026-06-01T12:00:00Z');
    const second = await board(`limit=2&cursor=${first.nextCursor}`);
    const third = await board(`limit=2&cursor=${second.nextCursor}`);
    expect(
      [first, second, third].flatMap(({ items }) => items.map(({ rank, username }) => [rank, username])),
    ).toEqual([
      [1, 'eve'],
      [2, 'ada'],
      [3, 'cyd'],
      [4, 'bob'],
      [5, 'dan'],
    ]);
    expect(third.nextCursor).toBeNull();
  });

  it('answers for any year a date can have', async () => {
    for (const at of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z']) {
      for (const window of ['all', 'season', 'week', 'day']) await board(`window=${window}&at=${at}`);
    }
  });

  it('refuses a window, a moment or a limit that is none', async () => {
    for (const query of [
      'window=year',
      'at=yesterday',
      'at=2026-02-30T00:00:00Z',
      'limit=0',
      'limit=101',
      'page=2',
      'cursor=x',
    ]) {
      expect((await world.request('GET', `/api/v1/leaderboards?${query}`)).status, query).toBe(400);
    }
  });
});

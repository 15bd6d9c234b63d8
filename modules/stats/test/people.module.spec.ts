import { BadgeAwardedIntegrationEvent, TierReachedIntegrationEvent } from '@boardwalk/integration-events';
import { operatorToken, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StatsModule } from '../index.js';
import { idOf, People } from './boardwalk-people.js';

let world: World;
let people: People;

beforeEach(async () => {
  world = await World.start({ name: 'stats', modules: [StatsModule] });
  people = new People(world);
  people.at('2026-03-17T18:00:00Z');
  await people.signUp('ada');
  await people.signUp('bob');
  await people.publish('ada', '@tools/one');
  await world.drain();
});
afterEach(() => world.stop());

const asAda = `user:${idOf('ada')}:ada`;

async function ranked(): Promise<string[]> {
  const { items } = (await people.get('leaderboards')) as { items: { username: string }[] };
  return items.map(({ username }) => username);
}

describe('a profile that becomes private', () => {
  it('vanishes from the leaderboards and for strangers, and comes back with its points', async () => {
    await people.show('ada', false);
    await world.drain();
    expect(await ranked()).toEqual(['bob']);
    expect(await people.status('stats/ada')).toBe(404);
    expect(await people.status('stats/ada', asAda)).toBe(200);
    await people.publish('ada', '@tools/two');
    await people.show('ada', true);
    await world.drain();
    expect(await ranked()).toEqual(['ada', 'bob']);
    expect(await people.get('stats/ada')).toMatchObject({ total: 1_670 });
  });

  it('is said to be private in the facts about it', async () => {
    await people.show('bob', false);
    await people.publish('bob', '@tools/bob');
    await world.drain();
    const facts = [
      ...(await world.facts(BadgeAwardedIntegrationEvent)),
      ...(await world.facts(TierReachedIntegrationEvent)),
    ];
    const said = new Set(facts.map(({ username, visibility }) => `${username} ${visibility}`));
    expect([...said].sort()).toEqual(['ada public', 'bob private']);
  });
});

describe('a suspended account', () => {
  it('vanishes until it is reinstated, and is seen by the operator all along', async () => {
    await people.suspend('ada');
    await world.drain();
    expect(await ranked()).toEqual(['bob']);
    expect(await people.status('stats/ada')).toBe(404);
    expect(await people.status('stats/ada', operatorToken)).toBe(200);
    await people.reinstate('ada');
    await world.drain();
    expect(await ranked()).toEqual(['ada', 'bob']);
    expect(await people.get('stats/ada')).toMatchObject({ total: 1_620 });
  });

  it('stays out of sight while its profile is private, whichever ends first', async () => {
    await people.suspend('ada');
    await people.show('ada', false);
    await people.reinstate('ada');
    await world.drain();
    expect(await people.status('stats/ada')).toBe(404);
    await people.suspend('ada');
    await people.show('ada', true);
    await world.drain();
    expect(await people.status('stats/ada')).toBe(404);
  });
});

describe('a renamed person', () => {
  const asked = async (path: string, as?: string) => {
    const { status, headers } = await world.request('GET', `/api/v1/${path}`, as === undefined ? {} : { as });
    return [status, headers['location']];
  };

  it('is shown under the new name, to which every old one leads', async () => {
    await people.rename(idOf('ada'), 'ada', 'countess');
    await people.rename(idOf('ada'), 'countess', 'lovelace');
    await world.drain();
    expect(await people.get('stats/lovelace')).toMatchObject({ username: 'lovelace', total: 1_620 });
    expect(await ranked()).toEqual(['lovelace', 'bob']);
    expect(await asked('stats/ada')).toEqual([308, '/api/v1/stats/lovelace']);
    expect(await asked('stats/countess')).toEqual([308, '/api/v1/stats/lovelace']);
    expect(await asked('operator/stats/ada/grants?limit=2', operatorToken)).toEqual([
      308,
      '/api/v1/operator/stats/lovelace/grants?limit=2',
    ]);
    expect(await asked('stats/ada/grants', asAda)).toEqual([308, '/api/v1/stats/lovelace/grants']);
  });

  it('may take an old name back, and is named anew in the facts that follow', async () => {
    await people.rename(idOf('ada'), 'ada', 'countess');
    await people.rename(idOf('ada'), 'countess', 'ada');
    await people.publish('ada', '@tools/two', '2026.03.17.1', ['a', 'b', 'c']);
    await world.drain();
    expect(await people.get('stats/ada')).toMatchObject({ username: 'ada' });
    expect(await asked('stats/countess')).toEqual([308, '/api/v1/stats/ada']);
    expect((await world.facts(BadgeAwardedIntegrationEvent)).at(-1)).toMatchObject({
      username: 'ada',
      name: 'Polyglot',
    });
  });

  it('is not betrayed by an old name while the profile is private', async () => {
    await people.show('ada', false);
    await people.rename(idOf('ada'), 'ada', 'countess');
    await world.drain();
    expect(await asked('stats/ada')).toEqual([404, undefined]);
    expect(await asked('stats/ada', 'user:u-bob:bob')).toEqual([404, undefined]);
    expect(await asked('stats/ada', asAda)).toEqual([308, '/api/v1/stats/countess']);
  });
});

describe('a person who deletes their account', () => {
  beforeEach(async () => {
    await people.rename(idOf('ada'), 'ada', 'countess');
    await people.accept('bob', 'ada');
    await people.deleteAccount('ada');
    await world.drain();
  });

  it('is found by no name, and stands on no leaderboard', async () => {
    for (const name of ['ada', 'countess']) {
      expect(await people.status(`stats/${name}`)).toBe(404);
      expect(await people.status(`stats/${name}`, asAda)).toBe(404);
      expect(await people.status(`stats/${name}/grants`, asAda)).toBe(404);
      expect(await people.status(`operator/stats/${name}/grants`, operatorToken)).toBe(404);
    }
    expect(await ranked()).toEqual(['bob']);
  });

  it('leaves no name in any table, and no day on which they did anything', async () => {
    for (const table of ['accounts', 'score_grants', 'badges', 'username_metrics']) {
      const named = await world.rows(`select from stats.${table} t where t::text ~ '\\mada\\M|countess'
        and t::text !~ '(u-ada|i-ada)'`);
      expect(named, table).toEqual([]);
    }
    expect(await world.rows(`select from stats.accounts where username in ('ada', 'countess')`)).toEqual([]);
    expect(await world.rows(`select from stats.username_metrics where user_id = 'u-ada'`)).toEqual([]);
  });

  it('leaves an account without name and points, no line of the ledger, and the exclusive badge held', async () => {
    expect(
      await world.rows(
        `select username, total::int, grants, pulls, has_published, allowances_used, platforms, streak_date
         from stats.accounts where user_id = 'u-ada'`,
      ),
    ).toEqual([
      {
        ...{ username: null, total: 0, grants: 0, pulls: 0, has_published: false },
        ...{ allowances_used: {}, platforms: [], streak_date: null },
      },
    ]);
    expect(await world.rows(`select from stats.score_grants g where g::text ~ '\\mu-ada\\M'`)).toEqual([]);
    expect(await world.rows(`select badge_id from stats.badges where user_id = 'u-ada'`)).toEqual([
      { badge_id: 'first-on-the-boardwalk' },
    ]);
    await people.publish('bob', '@tools/bob');
    await world.drain();
    expect(await people.get('stats/bob')).toMatchObject({
      badges: [{ badgeId: 'first-publish' }, { badgeId: 'team-player' }],
    });
  });

  it('is granted nothing by what others do later, and comes back by no late fact', async () => {
    await people.deleteAccount('ada');
    await people.deleteAccount('stranger');
    await people.pull('ada', 'bob');
    await people.pull('bob', 'ada');
    await people.accept('bob', 'ada');
    await people.rename(idOf('ada'), 'countess', 'revenant');
    await people.show('ada', true);
    await world.drain();
    expect(await people.status('stats/revenant')).toBe(404);
    await people.publish('ada', '@tools/late', '2026.03.17.9', ['linux']);
    await world.drain();
    expect(
      await world.rows(
        `select total::int, grants, pulls, has_published, platforms from stats.accounts where user_id = 'u-ada'`,
      ),
    ).toEqual([{ total: 0, grants: 0, pulls: 0, has_published: false, platforms: [] }]);
    expect(await world.rows(`select from stats.username_metrics where user_id = 'u-ada'`)).toEqual([]);
  });
});

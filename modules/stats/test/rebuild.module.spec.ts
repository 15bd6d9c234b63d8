import { UnitsOfWork } from '@boardwalk/persistence';
import { differsFromItsLog, operatorToken, rebuilt, World } from '@boardwalk/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spanOf, type WindowName } from '../domain/window.js';
import { StatsModule } from '../index.js';
import { idOf, People } from './boardwalk-people.js';

let world: World;
let people: People;
const names = ['ada', 'bob', 'cyd', 'dan', 'eve'];

/** What somebody does next. */
const step = fc.record({
  name: fc.constantFrom(...names),
  other: fc.constantFrom(...names),
  did: fc.constantFrom(
    'verify',
    'sign in',
    'found',
    'invite',
    'publish',
    'pull',
    'hide',
    'show',
    'suspend',
    'reinstate',
  ),
  hours: fc.integer({ min: 0, max: 60 }),
  platforms: fc.subarray(['linux', 'darwin', 'windows', 'plan9']),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

let serial = 0;

async function take({ name, other, did, hours, platforms }: Step): Promise<void> {
  serial += 1;
  world.clock.advance(hours * 3_600_000);
  if (did === 'verify') await people.verify(name);
  if (did === 'sign in') await people.signIn(name);
  if (did === 'found') await people.found(name, `crew-${serial}`);
  if (did === 'invite' && other !== name) await people.accept(name, other);
  if (did === 'publish') await people.publish(name, `@tools/${name}`, `2026.03.17.${serial}`, platforms);
  if (did === 'pull') await people.pull(name, other);
  if (did === 'hide' || did === 'show') await people.show(name, did === 'show');
  if (did === 'suspend') await people.suspend(name);
  if (did === 'reinstate') await people.reinstate(name);
}

beforeAll(async () => {
  world = await World.start({ name: 'stats', modules: [StatsModule] });
  people = new People(world);
  people.at('2026-02-01T00:00:00Z');
  for (const name of names) await people.signUp(name, name === 'bob' ? { source: 'import' } : {});
  const [steps = []] = fc.sample(fc.array(step, { minLength: 150, maxLength: 150 }), { numRuns: 1, seed: 7 });
  // In one transaction: the log has them in this order all the same, and they are there at once.
  await world.app.get(UnitsOfWork).run(async () => {
    for (const one of steps) await take(one);
  });
  await people.rename(idOf('ada'), 'ada', 'countess');
  await people.deleteAccount('dan');
  await people.publish('dan', '@tools/dan', '2026.03.17.999');
  await world.drain();
}, 180_000);
afterAll(() => world.stop());

interface Grant {
  readonly username: string | null;
  readonly visible: boolean;
  readonly amount: number;
  readonly at: Date;
}

/** What a leaderboard has to say, worked out from the ledger by the rules as they are written. */
async function expected(window: WindowName, at: Date): Promise<[string, number, string][]> {
  const grants = await world.rows<Grant>(
    `select username, is_public and not is_suspended as visible, amount::float8, granted_at as at
     from stats.score_grants join stats.accounts using (user_id) where username is not null`,
  );
  const { from, to } = spanOf(window, at);
  const sums = new Map<string, { points: number; reachedAt: number }>();
  for (const { username, visible, amount, at: granted } of grants) {
    if (!visible || username === null || granted > to || (from !== null && granted < from)) continue;
    const { points, reachedAt } = sums.get(username) ?? { points: 0, reachedAt: 0 };
    sums.set(username, { points: points + amount, reachedAt: Math.max(reachedAt, granted.getTime()) });
  }
  return [...sums]
    .sort(
      ([name, one], [otherName, other]) =>
        other.points - one.points || one.reachedAt - other.reachedAt || (name < otherName ? -1 : 1),
    )
    .map(([name, { points, reachedAt }]) => [name, points, new Date(reachedAt).toISOString()]);
}

interface Standing {
  readonly username: string;
  readonly points: number;
  readonly reachedAt: string;
}

describe('after a long history', () => {
  it('every table is, to the last byte, what the log makes of it', async () => {
    const tables = await rebuilt(world, 'stats.scores');
    expect(tables.map(({ table, equal }) => `${table} ${equal}`)).toEqual(
      ['accounts', 'badges', 'score_grants', 'username_metrics'].map((table) => `${table} true`),
    );
    expect(tables.filter(({ shadowRows }) => shadowRows === 0)).toEqual([]);
  }, 120_000);

  it('a rebuild sets right whom nothing has happened to for long', async () => {
    const asFound = `select user_id, total::float8 from stats.accounts order by 1`;
    const live = await world.rows(asFound);
    await world.rows(`update stats.accounts set total = total + 7 where user_id = 'u-eve'`);
    world.clock.advance(400 * 24 * 3_600_000);
    expect(await differsFromItsLog(world, 'stats.scores')).toEqual([
      expect.stringMatching(/^accounts: 5 rows/),
    ]);
    expect(await world.rows(asFound.replace('stats.', 'stats_shadow.'))).toEqual(live);
    await world.rows(`update stats.accounts set total = total - 7 where user_id = 'u-eve'`);
  }, 120_000);

  it('every balance is the sum of its grants', async () => {
    expect(
      await world.rows(
        `select user_id from stats.accounts left join stats.score_grants using (user_id)
         group by user_id, total, grants having total <> coalesce(sum(amount), 0) or grants <> count(amount)`,
      ),
    ).toEqual([]);
  });

  it('every leaderboard is the sum of the grants in its window, whatever the moment', async () => {
    const last = world.clock.now().getTime();
    const moments = fc.sample(fc.integer({ min: Date.UTC(2026, 1, 1), max: last }), { numRuns: 8, seed: 3 });
    for (const window of ['all', 'season', 'week', 'day'] as const) {
      for (const at of moments.map((ms) => new Date(ms))) {
        const board = await people.get(`leaderboards?limit=100&window=${window}&at=${at.toISOString()}`);
        const { items } = board as { items: readonly Standing[] };
        const found = items.map(({ username, points, reachedAt }) => [username, points, reachedAt]);
        expect(found, `${window} at ${at.toISOString()}`).toEqual(await expected(window, at));
      }
    }
  });

  it('the grants of a person explain their balance to the half point', async () => {
    const all = (await people.get('operator/stats/countess/grants?limit=100', operatorToken)) as {
      total: number;
      items: { amount: number }[];
      nextCursor: string | null;
    };
    let { nextCursor } = all;
    let sum = all.items.reduce((points, { amount }) => points + amount, 0);
    while (nextCursor !== null) {
      const path = `operator/stats/countess/grants?limit=100&cursor=${nextCursor}`;
      const next = (await people.get(path, operatorToken)) as typeof all;
      sum = next.items.reduce((points, { amount }) => points + amount, sum);
      nextCursor = next.nextCursor;
    }
    expect(sum).toBe(all.total);
  });
});

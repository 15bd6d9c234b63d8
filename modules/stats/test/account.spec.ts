import { describe, expect, it } from 'vitest';
import { Account } from '../domain/account.js';
import {
  BadgeAwarded,
  PointsGranted,
  StreakBroken,
  StreakExtended,
  TierReached,
} from '../domain/account.events.js';
import type { Cause, Publication } from '../domain/account-state.js';
import { scoring } from '../domain/scoring.js';

const noon = new Date('2026-03-17T12:00:00Z');
const nextSeason = new Date(noon.getTime() + scoring.seasonDays * 24 * 60 * 60 * 1_000);

function because(at = noon, eventId = '0192aaaa-0000-7000-8000-000000000001'): Cause {
  return { eventId, traceId: 'a'.repeat(32), at };
}

function version(version: string, fields: Partial<Publication> = {}): Publication {
  return { extensionName: '@ada/tool', version, platforms: [], ...fields };
}

function ada(): Account {
  return Account.open('u-ada', 'ada', true);
}

function publish(account: Account, times: number, at = noon, firstEver = false): void {
  const before = account.snapshot().grants;
  for (let n = 1; n <= times; n += 1) {
    const extensionName = `@ada/tool-${at.getTime()}-${before}`;
    account.creditPublication(version(`2026.03.17.${n}`, { extensionName }), firstEver, because(at));
  }
}

function grantsOf(account: Account): PointsGranted[] {
  return account.domainEvents.filter((event) => event instanceof PointsGranted);
}

function tiersOf(account: Account): string[] {
  return account.domainEvents
    .filter((event) => event instanceof TierReached)
    .map(({ from, to, total }) => `${from} → ${to} at ${total}`);
}

function badgesOf(account: Account): string[] {
  return account.domainEvents.filter((event) => event instanceof BadgeAwarded).map(({ name }) => name);
}

function sumOf(account: Account): number {
  return grantsOf(account).reduce((sum, { amount }) => sum + amount, 0);
}

describe('a score account', () => {
  it('grants 20 for a sign-up and 80 for a verified address', () => {
    const account = ada();
    account.creditSignUp(false, because());
    account.creditVerifiedEmail(because());
    expect(grantsOf(account).map(({ source, amount, total }) => [source, amount, total])).toEqual([
      ['sign-up', 20, 20],
      ['email-verified', 80, 100],
    ]);
  });

  it('grants nothing for being imported', () => {
    const account = ada();
    account.creditSignUp(true, because());
    expect(account.domainEvents).toEqual([]);
    expect(account.snapshot().total).toBe(0);
  });

  it('writes down what each grant is for, when, and as which one of the account', () => {
    const account = ada();
    account.creditPublication(version('2026.03.17.1'), false, because());
    expect(grantsOf(account)[0]).toMatchObject({
      kind: 'PointsGranted',
      dateTimeOccurred: noon,
      userId: 'u-ada',
      username: 'ada',
      ordinal: 1,
      grantId: 'publish:@ada/tool:2026.03.17.1',
      category: 'publishing',
      source: 'first-publication',
      amount: 500,
      eventId: because().eventId,
      traceId: 'a'.repeat(32),
      total: 500,
    });
  });

  it('ignores a grant that it has made before', () => {
    const account = ada();
    account.creditVerifiedEmail(because());
    account.creditVerifiedEmail(because(nextSeason));
    expect(grantsOf(account)).toHaveLength(1);
    expect(account.snapshot().total).toBe(80);
  });

  it('ignores a grant that the ledger holds already', () => {
    const saved = { ...ada().snapshot(), total: 80, grants: 1, version: 3 };
    const account = Account.restore(saved, ['email-verified:u-ada']);
    account.creditVerifiedEmail(because());
    expect(account.domainEvents).toEqual([]);
    expect(account.snapshot()).toEqual(saved);
  });

  it('is credited 75 for an invite that was accepted, 25 for accepting one', () => {
    const [inviter, invitee] = [ada(), Account.open('u-bob', 'bob', true)];
    inviter.creditInviter('i-1', because());
    invitee.creditInvitee('i-1', because());
    expect([inviter.snapshot().total, invitee.snapshot().total]).toEqual([75, 25 + 100]);
  });

  it('grants 50 for each of five foundings and nothing for the sixth', () => {
    const account = ada();
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) account.creditFounding(id, because());
    const foundings = grantsOf(account).filter(({ category }) => category === 'collectives');
    expect(foundings.map(({ grantId }) => grantId)).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((id) => `founding:${id}`),
    );
    expect(account.snapshot().total).toBe(250 + 100);
  });

  it('counts foundings for life, not by season', () => {
    const account = ada();
    for (const id of ['a', 'b', 'c', 'd', 'e']) account.creditFounding(id, because());
    account.creditFounding('f', because(nextSeason));
    expect(account.snapshot().allowancesUsed).toEqual({ founding: 250 });
    expect(account.snapshot().total).toBe(250 + 100);
  });
});

describe('publishing', () => {
  it('grants 500 for the first publication of anything, 50 for each further version', () => {
    const account = ada();
    account.creditPublication(version('2026.03.17.1'), false, because());
    account.creditPublication(version('2026.03.17.2'), false, because());
    account.creditPublication(version('2026.03.17.1', { extensionName: '@ada/other' }), false, because());
    const publishing = grantsOf(account).filter(({ category }) => category === 'publishing');
    expect(publishing.map(({ source, amount }) => [source, amount])).toEqual([
      ['first-publication', 500],
      ['further-version', 50],
      ['further-version', 50],
    ]);
  });

  it('does not take a repeated first publication for a further version', () => {
    const account = ada();
    account.creditPublication(version('2026.03.17.1'), true, because());
    account.creditPublication(version('2026.03.17.1'), true, because());
    expect(account.snapshot().total).toBe(1_600);
  });

  it('grants 5,000 a season at most, badges aside', () => {
    const account = ada();
    publish(account, 91);
    expect(account.snapshot().total).toBe(5_000 + 100);
    publish(account, 5);
    expect(account.snapshot()).toMatchObject({ total: 5_100, grants: 92 });
  });

  it('begins again in the next season', () => {
    const account = ada();
    publish(account, 120);
    publish(account, 2, nextSeason);
    expect(account.snapshot()).toMatchObject({
      total: 5_200,
      allowancesUsed: { 'publishing:228': 5_000, 'publishing:229': 100 },
    });
  });

  it('counts a version to the season it was published in, however late it is heard of', () => {
    const account = ada();
    publish(account, 120, nextSeason);
    publish(account, 1, noon);
    expect(account.snapshot().allowancesUsed).toEqual({ 'publishing:229': 5_000, 'publishing:228': 50 });
  });

  it('grants what is left of the season when a whole grant would be too much', () => {
    const saved = { ...ada().snapshot(), hasPublished: true, allowancesUsed: { 'publishing:228': 4_970 } };
    const account = Account.restore(saved, []);
    publish(account, 2);
    expect(grantsOf(account).map(({ amount }) => amount)).toEqual([30]);
    expect(account.snapshot().allowancesUsed).toEqual({ 'publishing:228': 5_000 });
  });
});

describe('a daily sign-in', () => {
  const day = (n: number) => new Date(Date.UTC(2026, 2, n)).toISOString().slice(0, 10);

  /** Signs in on these days of March 2026; days beyond the 31st go on into April. */
  function signIn(account: Account, ...days: readonly number[]): void {
    for (const n of days) account.creditDailySignIn(day(n), because(new Date(`${day(n)}T09:00:00Z`)));
  }

  function inARow(account: Account, days: number): void {
    signIn(account, ...Array.from({ length: days }, (_, n) => n + 1));
  }

  const amounts = (account: Account) =>
    grantsOf(account)
      .filter(({ source }) => source === 'daily-sign-in')
      .map(({ amount }) => amount);

  it('grants 10, × 1.5 from day 2, × 3 from day 7, × 5 from day 30 of the streak', () => {
    const account = ada();
    inARow(account, 31);
    expect(amounts(account)).toEqual([10, ...Array(5).fill(15), ...Array(23).fill(30), 50, 50]);
  });

  it('is one for each day in UTC, by its date', () => {
    const account = ada();
    signIn(account, 1, 1, 2, 2);
    expect(grantsOf(account).map(({ grantId }) => grantId)).toEqual([
      'sign-in:u-ada:2026-03-01',
      'sign-in:u-ada:2026-03-02',
    ]);
  });

  it('is told as an extended streak from the second day on', () => {
    const account = ada();
    signIn(account, 1, 2, 3);
    const extended = account.domainEvents.filter((event) => event instanceof StreakExtended);
    expect(extended.map(({ days, date }) => [days, date])).toEqual([
      [2, '2026-03-02'],
      [3, '2026-03-03'],
    ]);
  });

  it('after a day was missed tells of the broken streak, and begins anew', () => {
    const account = ada();
    signIn(account, 1, 2, 3, 5);
    const broken = account.domainEvents.filter((event) => event instanceof StreakBroken);
    expect(broken).toMatchObject([{ days: 3, lastDate: '2026-03-03' }]);
    expect(amounts(account)).toEqual([10, 15, 15, 10]);
    expect(account.snapshot().streak).toEqual({ days: 1, lastDate: '2026-03-05' });
  });

  it('breaks no streak that had not begun', () => {
    const account = ada();
    signIn(account, 1, 5, 9);
    expect(account.domainEvents.filter((event) => event instanceof StreakBroken)).toEqual([]);
    expect(amounts(account)).toEqual([10, 10, 10]);
  });

  it('on a day that is not later than the last changes nothing', () => {
    const account = ada();
    signIn(account, 4);
    const before = account.snapshot();
    signIn(account, 3, 4);
    expect(account.snapshot()).toEqual(before);
  });

  it('goes on across the ends of months, years and leap days', () => {
    const account = ada();
    for (const date of ['2027-12-31', '2028-01-01', '2028-02-28', '2028-02-29', '2028-03-01'])
      account.creditDailySignIn(date, because());
    expect(account.snapshot().streak).toEqual({ days: 3, lastDate: '2028-03-01' });
  });

  it('brings Streak 7, Streak 30 and Streak 100, once each', () => {
    const account = ada();
    inARow(account, 100);
    signIn(account, ...Array.from({ length: 10 }, (_, n) => n + 200));
    expect(badgesOf(account)).toEqual(['Streak 7', 'Streak 30', 'Streak 100']);
    const days = account.domainEvents.filter((event) => event instanceof BadgeAwarded);
    expect(days.map(({ dateTimeOccurred }) => dateTimeOccurred.toISOString().slice(0, 10))).toEqual([
      day(7),
      day(30),
      day(100),
    ]);
  });
});

describe('a pull', () => {
  function pull(account: Account, times: number, at = noon): void {
    const before = account.snapshot().pulls;
    for (let n = 1; n <= times; n += 1) account.creditPull(because(at, `event-${before + n}`));
  }

  it('grants 1 for each of the first 100, then half a point', () => {
    const account = ada();
    pull(account, 103);
    const pulls = grantsOf(account).filter(({ category }) => category === 'pulls');
    expect(pulls.map(({ amount }) => amount)).toEqual([...Array(100).fill(1), 0.5, 0.5, 0.5]);
    expect(account.snapshot().total).toBe(101.5 + 100);
  });

  it('grants 500 a season at most, and begins again in the next with half points', () => {
    const account = ada();
    pull(account, 1_000);
    expect(account.snapshot()).toMatchObject({ pulls: 1_000, total: 500 + 100 });
    pull(account, 3, nextSeason);
    expect(account.snapshot().allowancesUsed).toEqual({ 'pulls:228': 500, 'pulls:229': 1.5 });
  });

  it('brings Centurion with the hundredth', () => {
    const account = ada();
    pull(account, 99);
    expect(badgesOf(account)).toEqual([]);
    pull(account, 2);
    expect(badgesOf(account)).toEqual(['Centurion']);
  });

  it('counts once, by its fact', () => {
    const account = ada();
    account.creditPull(because());
    account.creditPull(because());
    expect(account.snapshot()).toMatchObject({ pulls: 1, total: 1 });
  });
});

describe('badges', () => {
  it('come with the first publication: First Publish, 100 points', () => {
    const account = ada();
    publish(account, 3);
    expect(badgesOf(account)).toEqual(['First Publish']);
    expect(grantsOf(account)[1]).toMatchObject({
      grantId: 'badge:first-publish:u-ada',
      category: 'badges',
      source: 'first-publish',
      amount: 100,
    });
  });

  it('include First on the Boardwalk, 1,000 points, for the first publication of all', () => {
    const account = ada();
    publish(account, 1, noon, true);
    expect(badgesOf(account)).toEqual(['First Publish', 'First on the Boardwalk']);
    expect(account.snapshot().total).toBe(500 + 100 + 1_000);
  });
});

describe('more badges', () => {
  it('are Founder, with the first collective that is not personal', () => {
    const account = ada();
    for (const id of ['a', 'b']) account.creditFounding(id, because());
    expect(badgesOf(account)).toEqual(['Founder']);
    expect(grantsOf(account)[1]).toMatchObject({ grantId: 'badge:founder:u-ada', amount: 100 });
  });

  it('are Team Player, with the first invite that one accepts, not with those that one sends', () => {
    const [inviter, invitee] = [ada(), Account.open('u-bob', 'bob', true)];
    for (const id of ['i-1', 'i-2']) {
      inviter.creditInviter(id, because());
      invitee.creditInvitee(id, because());
    }
    expect([badgesOf(inviter), badgesOf(invitee)]).toEqual([[], ['Team Player']]);
  });

  it('are Polyglot, for versions that run on three different platforms between them', () => {
    const account = ada();
    account.creditPublication(version('2026.03.17.1', { platforms: ['linux'] }), false, because());
    account.creditPublication(version('2026.03.17.2', { platforms: ['linux', 'darwin'] }), false, because());
    account.creditPublication(version('2026.03.17.3'), false, because());
    expect(badgesOf(account)).toEqual(['First Publish']);
    account.creditPublication(version('2026.03.17.4', { platforms: ['windows'] }), false, because());
    account.creditPublication(version('2026.03.17.5', { platforms: ['plan9'] }), false, because());
    expect(badgesOf(account)).toEqual(['First Publish', 'Polyglot']);
  });

  it('count against no allowance, and come when it is used up as well', () => {
    const account = ada();
    publish(account, 91);
    account.creditPublication(version('2026.03.18.1', { platforms: ['a', 'b', 'c'] }), false, because());
    expect(account.snapshot()).toMatchObject({
      total: 5_000 + 200,
      allowancesUsed: { 'publishing:228': 5_000 },
    });
  });
});

describe('a person who has deleted their account', () => {
  it('is granted nothing and awarded nothing any more', () => {
    const gone = Account.restore({ ...ada().snapshot(), username: null, version: 4 }, []);
    gone.creditPull(because());
    gone.creditInviter('i-1', because());
    gone.creditInvitee('i-2', because());
    gone.creditFounding('c-1', because());
    gone.creditDailySignIn('2026-03-17', because());
    gone.creditPublication(version('2026.03.17.1', { platforms: ['a', 'b', 'c'] }), true, because());
    expect(gone.domainEvents).toEqual([]);
    expect(gone.snapshot()).toMatchObject({
      total: 0,
      grants: 0,
      pulls: 0,
      hasPublished: false,
      platforms: [],
    });
  });
});

describe('tiers', () => {
  it('are reached by whatever path the points came', () => {
    const paths: Record<string, (account: Account) => void> = {
      'a verified address': (account) => account.creditVerifiedEmail(because()),
      'a founding': (account) => account.creditFounding('c-1', because()),
      'an invite': (account) => account.creditInviter('i-1', because()),
      'an invite accepted': (account) => account.creditInvitee('i-1', because()),
      'a season of pulls': (account) => {
        for (let n = 1; n <= 60; n += 1) account.creditPull(because(noon, `event-${n}`));
      },
      'daily sign-ins': (account) => {
        for (let n = 1; n <= 9; n += 1) account.creditDailySignIn(`2026-03-0${n}`, because());
      },
      'a publication': (account) => account.creditPublication(version('2026.03.17.1'), false, because()),
      'a badge': (account) => account.grant('any', 'any', { category: 'any', points: 50 }, because()),
    };
    for (const [path, take] of Object.entries(paths)) {
      const account = ada();
      take(account);
      expect(tiersOf(account)[0], path).toMatch(/^Novice I → /);
    }
  });

  it('are announced once when crossed, with the balance that crossed, and not in between', () => {
    const account = ada();
    account.creditSignUp(false, because());
    account.creditVerifiedEmail(because());
    publish(account, 2);
    expect(tiersOf(account)).toEqual(['Novice I → Novice III at 100', 'Novice III → Contributor I at 600']);
  });

  it('are skipped when one grant leaps over them', () => {
    const account = ada();
    account.grant('leap', 'any', { category: 'any', points: 80_000 }, because());
    expect(tiersOf(account)).toEqual(['Novice I → Pillar III at 80000']);
  });
});

describe('a balance', () => {
  it('is the sum of all grants', () => {
    const account = ada();
    account.creditSignUp(false, because());
    account.creditFounding('c-1', because());
    publish(account, 150, noon, true);
    publish(account, 7, nextSeason);
    for (let n = 1; n <= 1_001; n += 1) account.creditPull(because(noon, `event-${n}`));
    expect(account.snapshot().total).toBe(sumOf(account));
  });
});

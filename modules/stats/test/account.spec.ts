import { describe, expect, it } from 'vitest';
import { Account, type Cause } from '../domain/account.js';
import { BadgeAwarded, PointsGranted, TierReached } from '../domain/account.events.js';
import { scoring } from '../domain/scoring.js';

const noon = new Date('2026-03-17T12:00:00Z');
const nextSeason = new Date(noon.getTime() + scoring.seasonDays * 24 * 60 * 60 * 1_000);

function because(at = noon): Cause {
  return { eventId: '0192aaaa-0000-7000-8000-000000000001', at };
}

function ada(): Account {
  return Account.open('u-ada', 'ada', true);
}

function publish(account: Account, times: number, at = noon, firstEver = false): void {
  const before = account.snapshot().grants;
  for (let n = 1; n <= times; n += 1) {
    account.creditPublication(
      `@ada/tool-${at.getTime()}-${before}`,
      `2026.03.17.${n}`,
      firstEver,
      because(at),
    );
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
    account.creditPublication('@ada/tool', '2026.03.17.1', false, because());
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
    expect([inviter.snapshot().total, invitee.snapshot().total]).toEqual([75, 25]);
  });

  it('grants 50 for each of five foundings and nothing for the sixth', () => {
    const account = ada();
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) account.creditFounding(id, because());
    expect(grantsOf(account).map(({ grantId }) => grantId)).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((id) => `founding:${id}`),
    );
    expect(account.snapshot().total).toBe(250);
  });

  it('counts foundings for life, not by season', () => {
    const account = ada();
    for (const id of ['a', 'b', 'c', 'd', 'e']) account.creditFounding(id, because());
    account.creditFounding('f', because(nextSeason));
    expect(account.snapshot().total).toBe(250);
  });
});

describe('publishing', () => {
  it('grants 500 for the first publication of anything, 50 for each further version', () => {
    const account = ada();
    account.creditPublication('@ada/tool', '2026.03.17.1', false, because());
    account.creditPublication('@ada/tool', '2026.03.17.2', false, because());
    account.creditPublication('@ada/other', '2026.03.17.1', false, because());
    const publishing = grantsOf(account).filter(({ category }) => category === 'publishing');
    expect(publishing.map(({ source, amount }) => [source, amount])).toEqual([
      ['first-publication', 500],
      ['further-version', 50],
      ['further-version', 50],
    ]);
  });

  it('does not take a repeated first publication for a further version', () => {
    const account = ada();
    account.creditPublication('@ada/tool', '2026.03.17.1', true, because());
    account.creditPublication('@ada/tool', '2026.03.17.1', true, because());
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

describe('tiers', () => {
  it('are reached by whatever path the points came', () => {
    const paths: Record<string, (account: Account) => void> = {
      'a verified address': (account) => account.creditVerifiedEmail(because()),
      'a founding': (account) => account.creditFounding('c-1', because()),
      'an invite': (account) => account.creditInviter('i-1', because()),
      'a publication': (account) => account.creditPublication('@a/b', '2026.03.17.1', false, because()),
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
    expect(account.snapshot().total).toBe(sumOf(account));
  });
});

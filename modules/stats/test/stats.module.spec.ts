import {
  BadgeAwardedIntegrationEvent,
  ExtensionPublishedIntegrationEvent,
  PointsGrantedIntegrationEvent,
  TierReachedIntegrationEvent,
} from '@boardwalk/integration-events';
import { operatorToken, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CreditPublication } from '../application/credit-publication.js';
import { CreditSignUp } from '../application/credit-sign-up.js';
import { CreditVerifiedEmail } from '../application/credit-verified-email.js';
import { StatsModule } from '../index.js';
import { idOf, People } from './boardwalk-people.js';

let world: World;
let people: People;

beforeEach(async () => {
  // Every row of the log reaches its consumers twice here.
  world = await World.start({ name: 'stats', modules: [StatsModule], faults: { duplicate: true } });
  people = new People(world);
});

afterEach(async () => {
  await world.stop();
});

describe('the score of a person', () => {
  it('counts a sign-up and a publication once each, however often they are delivered [0-02]', async () => {
    people.at('2026-03-17T18:00:00Z');
    await people.signUp('ada');
    people.at('2026-03-19T23:59:59Z');
    await people.publish('ada', '@tools/one');
    await world.drain();
    await world.drain();
    expect(await people.get('stats/ada')).toMatchObject({
      username: 'ada',
      counters: {
        sign_up: 1,
        email_verified: 0,
        daily_sign_in: 0,
        collective_created: 0,
        collective_invite_accepted: 0,
        extension_published: 1,
        extension_pulled: 0,
      },
      activeDates: ['2026-03-17', '2026-03-19'],
    });
  });

  it('rises with a publication, which earns a badge, and the operator sees why [0-04]', async () => {
    await people.signUp('ada');
    await world.drain();
    expect(await people.get('stats/ada')).toMatchObject({ total: 20, tier: 'Novice I', badges: [] });
    await people.publish('ada', '@tools/one');
    await world.drain();
    expect(await people.get('stats/ada')).toMatchObject({
      total: 1_620,
      tier: 'Contributor II',
      nextTier: { name: 'Contributor III', from: 2_000 },
      points: { all: 1_620, season: 1_620, week: 1_620, day: 1_620 },
      badges: [
        { badgeId: 'first-on-the-boardwalk', name: 'First on the Boardwalk', points: 1_000 },
        { badgeId: 'first-publish', name: 'First Publish', points: 100 },
      ],
    });
    const [published] = await world.facts(ExtensionPublishedIntegrationEvent);
    expect(await people.get('operator/stats/ada/grants', operatorToken)).toMatchObject({
      total: 1_620,
      items: [
        { ordinal: 1, source: 'sign-up', amount: 20 },
        {
          ordinal: 2,
          grantId: 'publish:@tools/one:2026.03.17.1',
          amount: 500,
          eventId: published?.metadata.eventId,
          grantedAt: published?.metadata.occurredAt,
        },
        { ordinal: 3, source: 'first-publish', amount: 100, eventId: published?.metadata.eventId },
        { ordinal: 4, source: 'first-on-the-boardwalk', amount: 1_000 },
      ],
      nextCursor: null,
    });
  });

  it('is told to other contexts: points, tiers and badges, with the time of their cause', async () => {
    await people.signUp('ada', { source: 'import' });
    await people.at('2026-03-17T18:21:17Z').publish('ada', '@tools/one');
    people.at('2026-06-01T12:00:00Z');
    await world.drain();
    const granted = await world.facts(PointsGrantedIntegrationEvent);
    const reached = await world.facts(TierReachedIntegrationEvent);
    const awarded = await world.facts(BadgeAwardedIntegrationEvent);
    expect(granted.map(({ amount, total }) => [amount, total])).toEqual([
      [500, 500],
      [100, 600],
      [1_000, 1_600],
    ]);
    expect(reached.map(({ from, to, total }) => [from, to, total])).toEqual([
      ['Novice I', 'Contributor I', 500],
      ['Contributor I', 'Contributor II', 1_600],
    ]);
    expect(awarded.map(({ badgeId }) => badgeId)).toEqual(['first-publish', 'first-on-the-boardwalk']);
    for (const { metadata } of [...granted, ...reached, ...awarded]) {
      expect(metadata.occurredAt).toBe('2026-03-17T18:21:17.000Z');
    }
  });

  it('adds up sign-up, address, foundings and invites', async () => {
    await people.signUp('ada');
    await people.verify('ada');
    await people.found('ada', 'ada', true);
    await people.found('ada', 'tools');
    await people.signUp('bob');
    await people.accept('bob', 'ada');
    await world.drain();
    expect(await people.get('stats/ada')).toMatchObject({
      total: 20 + 80 + 50 + 100 + 75,
      badges: [{ badgeId: 'founder', name: 'Founder', points: 100 }],
      counters: { collective_created: 1, collective_invite_accepted: 0 },
    });
    expect(await people.get('stats/bob')).toMatchObject({
      total: 20 + 25 + 100,
      badges: [{ badgeId: 'team-player', name: 'Team Player', points: 100 }],
      counters: { collective_invite_accepted: 1 },
    });
  });

  it('is not there for somebody unknown', async () => {
    const { status, body } = await world.request('GET', '/api/v1/stats/nobody');
    expect([status, body]).toMatchObject([404, { type: '/problems/no-such-account' }]);
  });

  it('is seen by its owner and the operator only when the profile is private', async () => {
    await people.signUp('ada', { isPublic: false });
    await world.drain();
    const statusFor = async (as?: string) =>
      (await world.request('GET', '/api/v1/stats/ada', as === undefined ? {} : { as })).status;
    expect(await statusFor()).toBe(404);
    expect(await statusFor('user:u-bob:bob')).toBe(404);
    expect(await statusFor(`user:${idOf('ada')}:ada`)).toBe(200);
    expect(await statusFor(operatorToken)).toBe(200);
    expect(await people.get('leaderboards')).toMatchObject({ items: [] });
  });

  it('is explained to the operator alone, in pages', async () => {
    await people.signUp('ada');
    await people.verify('ada');
    await people.found('ada', 'tools');
    await world.drain();
    expect((await world.request('GET', '/api/v1/operator/stats/ada/grants')).status).toBe(401);
    const first = (await people.get('operator/stats/ada/grants?limit=2', operatorToken)) as Page;
    expect(first.items.map(({ ordinal }) => ordinal)).toEqual([1, 2]);
    const path = `operator/stats/ada/grants?limit=2&cursor=${first.nextCursor}`;
    expect(await people.get(path, operatorToken)).toMatchObject({
      items: [
        { ordinal: 3, source: 'collective-founded' },
        { ordinal: 4, source: 'founder' },
      ],
      nextCursor: null,
    });
  });
});

describe('the grants behind a score', () => {
  it('are read by their owner, each with its event and the trace that it came to be in', async () => {
    await people.signUp('ada');
    await people.publish('ada', '@tools/one');
    await world.drain();
    const [published] = await world.facts(ExtensionPublishedIntegrationEvent);
    const [created] = world.spans
      .named(`create ${ExtensionPublishedIntegrationEvent.type}`)
      .filter(({ attributes }) => attributes['messaging.message.id'] === published?.metadata.eventId);
    expect(await people.get('stats/ada/grants', 'user:u-ada:ada')).toMatchObject({
      username: 'ada',
      total: 1_620,
      items: [
        { source: 'sign-up', amount: 20 },
        {
          source: 'first-publication',
          amount: 500,
          eventId: published?.metadata.eventId,
          traceId: created?.spanContext().traceId,
        },
        { source: 'first-publish' },
        { source: 'first-on-the-boardwalk' },
      ],
      nextCursor: null,
    });
  });

  it('are nobody else’s business: a stranger is told that there is nobody, whoever it is', async () => {
    await people.signUp('ada');
    await people.signUp('bob');
    await world.drain();
    expect(await people.status('stats/ada/grants')).toBe(401);
    expect(await people.status('stats/ada/grants', 'user:u-bob:bob')).toBe(404);
    expect(await people.status('stats/nobody/grants', 'user:u-bob:bob')).toBe(404);
    expect(await people.status('stats/bob/grants', 'user:u-bob:bob')).toBe(200);
  });
});

describe('the ledger', () => {
  const toolsOne = { extensionName: '@tools/one', version: '2026.03.17.1', platforms: [] };
  const cause = {
    eventId: '0192aaaa-0000-7000-8000-000000000001',
    traceId: null,
    at: new Date('2026-03-17T18:21:17Z'),
  };

  it('takes a grant once, even when the command comes again', async () => {
    await people.signUp('ada');
    await world.drain();
    await world.execute(new CreditVerifiedEmail(idOf('ada'), cause));
    await world.execute(new CreditVerifiedEmail(idOf('ada'), cause));
    await world.execute(new CreditPublication(idOf('ada'), toolsOne, cause));
    await world.execute(new CreditPublication(idOf('ada'), toolsOne, cause));
    expect(await people.get('stats/ada')).toMatchObject({ total: 20 + 80 + 500 + 100 + 1_000 });
  });

  it('equals the balances, and the allowances used, of all accounts', async () => {
    await people.signUp('ada');
    for (let n = 1; n <= 7; n += 1) await people.found('ada', `tools-${n}`);
    for (let n = 1; n <= 95; n += 1) await people.publish('ada', '@tools-1/one', `2026.03.17.${n}`);
    await world.drain();
    expect(
      await world.rows(
        `select total::float8, grants::int, (select sum(amount)::float8 from stats.score_grants) as summed,
           (select count(*)::int from stats.score_grants) as counted, allowances_used from stats.accounts`,
      ),
    ).toEqual([
      {
        total: 20 + 250 + 5_000 + 1_200,
        grants: 1 + 5 + 91 + 3,
        summed: 20 + 250 + 5_000 + 1_200,
        counted: 1 + 5 + 91 + 3,
        allowances_used: { founding: 250, 'publishing:228': 5_000 },
      },
    ]);
    expect(await people.get('stats/ada')).toMatchObject({
      counters: { collective_created: 7, extension_published: 95 },
    });
  });

  it('refuses to be changed', async () => {
    await people.signUp('ada');
    await world.drain();
    await expect(world.rows('update stats.score_grants set amount = 1000')).rejects.toThrow('append-only');
    await expect(world.rows('delete from stats.score_grants')).rejects.toThrow('append-only');
  });
});

describe('First on the Boardwalk', () => {
  it('goes to whoever publishes first in the order of the log, whatever the times say', async () => {
    for (const name of ['ada', 'bob']) await people.signUp(name, { source: 'import' });
    await people.at('2026-03-18T00:00:00Z').publish('bob', '@tools/one');
    await people.at('2026-03-17T00:00:00Z').publish('ada', '@tools/two');
    await world.drain();
    expect(await people.get('stats/bob')).toMatchObject({ total: 1_600 });
    expect(await people.get('stats/ada')).toMatchObject({ total: 600 });
  });

  it('has one holder ever, also for the database', async () => {
    for (const name of ['ada', 'bob']) {
      await people.signUp(name);
      await people.publish(name, `@${name}/one`);
    }
    await world.drain();
    const steal = `insert into stats.badges select 'u-bob', badge_id, name, points, exclusive, event_id, awarded_at
      from stats.badges where exclusive`;
    await expect(world.rows(steal)).rejects.toThrow('badges_exclusive');
  });
});

describe('a race for an exclusive badge', () => {
  it('has one winner in each of 200 rounds', async () => {
    const at = new Date('2026-03-17T18:21:17Z');
    const cause = { eventId: '0192aaaa-0000-7000-8000-000000000001', traceId: null, at };
    for (let round = 1; round <= 200; round += 1) {
      await world.rows('delete from stats.badges');
      const runners = ['left', 'right'].map((side) => `${side}-${round}`);
      for (const name of runners) await world.execute(new CreditSignUp(idOf(name), name, true, true, cause));
      const publishes = runners.map(
        (name) =>
          new CreditPublication(
            idOf(name),
            { extensionName: `@${name}/one`, version: '2026.03.17.1', platforms: [] },
            cause,
          ),
      );
      const outcomes = await Promise.allSettled(publishes.map((command) => world.execute(command)));
      // Who was refused comes again, as a delivery does.
      for (const [at, { status }] of outcomes.entries())
        if (status === 'rejected') await world.execute(publishes[at] as CreditPublication);
      const totals = await world.rows(
        `select total::int from stats.accounts where user_id like 'u-%-${round}' order by total`,
      );
      expect(totals, `round ${round}`).toEqual([{ total: 600 }, { total: 1_600 }]);
    }
  });
});

describe('two commands at once', () => {
  const cause = {
    eventId: '0192aaaa-0000-7000-8000-000000000001',
    traceId: null,
    at: new Date('2026-03-17T18:21:17Z'),
  };

  const version = (n: number) => ({ extensionName: '@a/b', version: `2026.03.17.${n}`, platforms: [] });

  /** Runs them side by side, and those that were refused once more, as a delivery would. */
  async function race(commands: readonly CreditPublication[]): Promise<void> {
    const outcomes = await Promise.allSettled(commands.map((command) => world.execute(command)));
    for (const [index, { status }] of outcomes.entries()) {
      if (status === 'rejected') await world.execute(commands[index] as CreditPublication);
    }
  }

  it('lose no points of one account', async () => {
    await people.signUp('ada', { source: 'import' });
    await world.drain();
    await race([1, 2, 3, 4].map((n) => new CreditPublication(idOf('ada'), version(n), cause)));
    expect(await people.get('stats/ada')).toMatchObject({ total: 500 + 3 * 50 + 1_100 });
  });

  it('do not both award an exclusive badge', async () => {
    const names = ['ada', 'bob', 'cyd', 'dan'];
    for (const name of names) await people.signUp(name, { source: 'import' });
    await world.drain();
    await race(names.map((name, n) => new CreditPublication(idOf(name), version(n), cause)));
    expect(await world.rows('select total::int from stats.accounts order by total')).toEqual(
      [600, 600, 600, 1_600].map((total) => ({ total })),
    );
  });
});

describe('a fact about somebody whose sign-up has not been seen', () => {
  it('waits for it', async () => {
    await people.publish('ada', '@tools/one');
    await world.drain();
    await people.signUp('ada');
    await world.drain();
    world.clock.advance(10 * 60_000);
    await world.drain();
    expect(await people.get('stats/ada')).toMatchObject({ total: 1_620 });
  });
});

interface Page {
  readonly items: readonly { readonly ordinal: number }[];
  readonly nextCursor: string;
}

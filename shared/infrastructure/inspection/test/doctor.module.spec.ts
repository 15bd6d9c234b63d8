import type { World } from '@boardwalk/testing';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokersBring } from '../doctor/broker-checks.js';
import { subscription } from './greetings.js';
import {
  corrupted,
  inspectionWorld,
  moodsOf,
  operate,
  process,
  read,
  registered,
} from './inspection-world.js';

interface Examination {
  readonly ok: boolean;
  readonly checks: { name: string; ok: boolean; detail: string; mend: string | null }[];
}

interface Consumers {
  readonly head: string;
  readonly total: number;
  readonly subscriptions: { name: string; position: string; lag: number; owner: string | null }[];
}

let world: World;
beforeEach(async () => {
  world = await inspectionWorld();
});
afterEach(() => world.stop());

const consumer = async () =>
  (await read<Consumers>(world, '/consumers')).subscriptions.find(({ name }) => name === subscription);
const finding = async (name: string) =>
  (await read<Examination>(world, '/doctor')).checks.find((check) => check.name === name);

describe('the process', () => {
  it('tells what runs in it', async () => {
    const { version, contexts, roles, transport, given } = process;
    expect(await read(world, '')).toEqual({ version, contexts, roles, transport, given });
  });
});

describe('the subscriptions', () => {
  it('show their place, how far they are behind, and who delivers [0-21] [3-22]', async () => {
    await world.publish(registered('ada'));
    await world.drain();
    const { head, total } = await read<Consumers>(world, '/consumers');
    expect(total).toBe(1);
    expect(await consumer()).toMatchObject({ context: 'greetings', position: head, lag: 0, owner: 'world' });
    for (const name of ['grace', 'lin']) await world.publish(registered(name));
    expect(await consumer()).toMatchObject({ lag: 2, behindSince: expect.any(String) });
    await world.drain();
    expect(await consumer()).toMatchObject({ lag: 0, behindSince: null });
  });

  it('are not behind for facts that they do not take', async () => {
    await world.publish(registered('ada'));
    await world.drain();
    await corrupted(world, 'identity.email-verified.v1', '{"userId":"u1"}');
    expect(await consumer()).toMatchObject({ lag: 0 });
  });

  it('count what is retried, what waits behind it, and what is dead', async () => {
    moodsOf(world).broken.add('ada');
    moodsOf(world).refused.add('grace');
    for (const name of ['ada', 'ada', 'grace']) await world.publish(registered(name));
    await world.drain();
    expect(await consumer()).toMatchObject({ retrying: 1, waiting: 1, dead: 1, lag: 0 });
  });
});

describe('the doctor', () => {
  it('finds nothing wrong when all is well', async () => {
    await world.publish(registered('ada'));
    await world.drain();
    const { ok, checks } = await read<Examination>(world, '/doctor');
    expect(checks.filter((check) => !check.ok)).toEqual([]);
    expect(ok).toBe(true);
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'database',
        'relay',
        subscription,
        'dead letters',
        'types',
        'tracing',
        'windows add up',
      ]),
    );
  });

  it('says that a subscription has nobody who delivers to it, and what to start', async () => {
    await world.drain();
    await world.rows(`UPDATE messaging.subscriptions SET leased_until = '-infinity'`);
    expect(await finding(subscription)).toMatchObject({
      ok: false,
      mend: expect.stringContaining('CONTEXTS include greetings'),
    });
  });

  it('says that facts wait for a relay', async () => {
    await world.publish(registered('ada'));
    await world.rows(`UPDATE messaging.facts SET recorded_at = recorded_at - interval '1 minute'`);
    expect(await finding('relay')).toMatchObject({
      ok: false,
      mend: expect.stringContaining('ROLES include relay'),
    });
  });

  it('counts dead letters, and names types and versions that are newer than the consumers here [1-29]', async () => {
    const types = ['identity.user-vanished.v7', 'identity.user-registered.v2'];
    for (const type of types) await corrupted(world, type, '{}');
    await world.drain();
    expect(await finding('dead letters')).toMatchObject({ ok: false, detail: '2 deliveries gave up.' });
    const found = await finding('types');
    expect(found).toMatchObject({ ok: false, mend: expect.any(String) });
    for (const type of types) expect(found?.detail).toContain(type);
  });

  it.each([
    ['deliveries have facts', 'DELETE FROM messaging.facts'],
    ['cursors inside the log', 'UPDATE messaging.subscriptions SET tick = tick + 100'],
    ['failures behind cursors', 'UPDATE messaging.subscriptions SET tick = 0, pos = 0'],
    ['nothing unread was dropped', 'UPDATE messaging.log SET pruned_tick = 100'],
    ['windows add up', 'UPDATE messaging.ticks SET total = total + 1 WHERE tick = 1'],
    ['facts are unique', 'ALTER TABLE messaging.facts_0 DROP CONSTRAINT facts_0_id_key'],
  ])('notices that it is no longer true that %s', async (invariant, harm) => {
    moodsOf(world).refused.add('ada');
    await world.publish(registered('ada'));
    await world.drain();
    expect(await finding(invariant)).toMatchObject({ ok: true, mend: null });
    await world.rows(harm);
    expect(await finding(invariant)).toMatchObject({ ok: false, mend: expect.any(String) });
  });

  it('notices what waits behind nobody, and a redrive that went too far', async () => {
    moodsOf(world).refused.add('ada');
    for (const name of ['ada', 'ada']) await world.publish(registered(name));
    await world.drain();
    await operate(world, 'POST', '/redrives', {});
    const names = ['nothing waits behind nobody', 'redrives add up'];
    for (const name of names) expect(await finding(name)).toMatchObject({ ok: true });
    await world.rows(`DELETE FROM messaging.deliveries WHERE state = 'parked'`);
    await world.rows('UPDATE messaging.redrives SET done = total + 1');
    for (const name of names)
      expect(await finding(name)).toMatchObject({ ok: false, mend: expect.any(String) });
  });

  it.each([
    [
      'clock_timestamp()',
      `clock_timestamp() - interval '1 minute'`,
      /3 facts for stats did not arrive over kafka/,
    ],
    [`clock_timestamp() - interval '1 minute'`, 'NULL', /Nobody takes in what is sent to stats over kafka/],
  ])(
    'says that a broker brings nothing, or that nobody takes it in [1-27]',
    async (reported, behind, words) => {
      expect(await finding('brokers')).toMatchObject({ ok: true });
      await world.rows(`INSERT INTO messaging.destinations (database, context, transport, tick, pos, ordinal, landed_tick,
      landed_pos, landed_ordinal, said_at, reported_at, behind_since)
      VALUES (gen_random_uuid(), 'stats', 'kafka', 1, 5, 5, 1, 2, 2, now(), ${reported}, ${behind})`);
      expect(await finding('brokers')).toMatchObject({
        ok: false,
        detail: expect.stringMatching(words),
        mend: expect.any(String),
      });
    },
  );

  it('names a broker that refuses this process at once, and before what stands still because of it', async () => {
    const finding = await brokersBring(world.app.get(pg.Pool), ['connect ECONNREFUSED 127.0.0.1:6379']);
    expect(finding).toMatchObject({
      ok: false,
      detail: expect.stringContaining('connect ECONNREFUSED 127.0.0.1:6379'),
    });
    const { checks } = await read<Examination>(world, '/doctor');
    const names = checks.map(({ name }) => name);
    expect(names.indexOf('brokers')).toBeLessThan(names.indexOf('relay'));
    expect(names.indexOf('brokers')).toBeLessThan(names.indexOf('subscriptions'));
  });

  it.each([
    [
      '1 minute',
      'NULL',
      /^Nobody tells it anything: a relay saw it last 60 s ago\.$/,
      /forget DOMAIN_EVENTS/,
    ],
    [
      '0 s',
      `clock_timestamp() - interval '2 minutes'`,
      /^7 facts lie undone in DOMAIN_EVENTS, and the oldest has been waiting for 120 s\.$/,
      /its name is exactly that of the queue, DOMAIN_EVENTS/,
    ],
  ])(
    'says that nobody tells another system, or that no worker of its name takes what it is told [1-14] [1-27]',
    async (silence, oldest, detail, mend) => {
      expect(await finding('bridges')).toMatchObject({ ok: true });
      await world.rows(`INSERT INTO messaging.bridges (name, tick, pos, seen_at, undone, oldest_at)
        VALUES ('DOMAIN_EVENTS', 1, 0, clock_timestamp() - interval '${silence}', 7, ${oldest})`);
      expect(await finding('DOMAIN_EVENTS')).toMatchObject({
        ok: false,
        detail: expect.stringMatching(detail),
        mend: expect.stringMatching(mend),
      });
    },
  );

  it('says that somebody else writes into our channels', async () => {
    expect(await finding('foreign messages')).toMatchObject({ ok: true });
    await world.rows(
      `INSERT INTO messaging.foreign_messages (channel, reason, body) VALUES ('boardwalk.a.stats', 'it is not JSON', 'x')`,
    );
    expect(await finding('foreign messages')).toMatchObject({
      ok: false,
      detail: '1 message came that nobody here wrote, as in boardwalk.a.stats: it is not JSON.',
    });
  });

  it('says that a redrive stands still, and that a subscription was paused', async () => {
    await world.drain();
    await operate(world, 'POST', `/consumers/${subscription}/pause`, {});
    expect(await finding(subscription)).toMatchObject({
      ok: false,
      mend: expect.stringContaining('consumers resume'),
    });
    expect(await finding('redrives')).toMatchObject({ ok: true });
    await operate(world, 'POST', '/redrives', {});
    await world.rows(`UPDATE messaging.redrives SET started_at = now() - interval '1 minute'`);
    expect(await finding('redrives')).toMatchObject({ ok: false, mend: expect.stringContaining('worker') });
  });

  it('notices a personal field that lies open, and does not repeat it', async () => {
    await world.publish(registered('ada'));
    expect(await finding('personal fields')).toMatchObject({ ok: true });
    const open = JSON.stringify({ userId: 'u1', username: 'eve', email: 'eve@example.com' });
    await corrupted(world, 'identity.user-registered.v1', open);
    const found = await finding('personal fields');
    expect(found).toMatchObject({
      ok: false,
      detail: expect.stringContaining('identity.user-registered.v1 email'),
    });
    expect(JSON.stringify(found)).not.toContain('eve@example.com');
  });

  it('answers, too, when a check cannot be made', async () => {
    await world.drain();
    await world.rows('ALTER TABLE messaging.ticks RENAME TO lost');
    expect(await finding('database')).toMatchObject({ ok: true });
    expect(await finding('relay')).toMatchObject({
      ok: false,
      detail: expect.stringContaining('could not be examined'),
    });
  });
});

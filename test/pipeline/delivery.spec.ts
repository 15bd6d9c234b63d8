import { BadgeAwardedIntegrationEvent } from '@boardwalk/integration-events';
import { DeadLetters } from '@boardwalk/messaging';
import { metric, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { interceptQueries } from './intercepted-queries.js';
import {
  behaveWell,
  behaviour,
  type Effect,
  extensionPublished,
  ProbeModule,
  ProbeRefusal,
} from './probe.js';

let world: World;

beforeEach(async () => {
  behaveWell();
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
});
afterEach(() => world.stop());

const effects = () => world.rows<Effect>('SELECT event_id, key, detail FROM probe.effects ORDER BY place');
const details = async () => (await effects()).map(({ key, detail }) => `${key} ${detail}`);
const letters = () => world.app.get(DeadLetters).list({ limit: 10 });

describe('a delivery', () => {
  it('takes effect once although every row comes twice [1-16]', async () => {
    for (let n = 1; n <= 30; n += 1) await world.publish(extensionPublished('a', `2026.06.01.${n}`));
    await world.drain();
    await world.drain();
    expect(await details()).toEqual(Array.from({ length: 30 }, (_, n) => `@probe/a 2026.06.01.${n + 1}`));
  });

  it('is committed before many slow ones behind it have run, and in their order', async () => {
    behaviour.meanwhile = async () => world.clock.advance(150);
    for (let n = 1; n <= 6; n += 1) await world.publish(extensionPublished('a', `2026.06.01.${n}`));
    let commits = 0;
    interceptQueries(async (text, send) => {
      if (/assert_held.*COMMIT$/s.test(text) && (await effects()).length < 6) commits += 1;
      return send();
    });
    await world.drain();
    vi.restoreAllMocks();
    expect(await details()).toEqual(Array.from({ length: 6 }, (_, n) => `@probe/a 2026.06.01.${n + 1}`));
    expect(commits).toBe(3);
  });

  it('is skipped, not failed, when the consumer has nothing to do', async () => {
    await world.publish(Object.assign(extensionPublished('a'), { username: 'nobody' }));
    await world.drain();
    expect(await effects()).toEqual([]);
    expect(await letters()).toEqual([]);
  });

  it('that fails leaves no effect, is retried, and holds back only its own key [3-23]', async () => {
    const fail = new Set(['2026.06.01.1']);
    behaviour.fail = (detail) => (fail.has(detail) ? new Error('not yet') : undefined);
    await world.publish(extensionPublished('a', '2026.06.01.1'));
    await world.publish(extensionPublished('a', '2026.06.01.2'));
    await world.publish(extensionPublished('b', '2026.06.01.3'));
    await world.drain();
    expect(await details()).toEqual(['@probe/b 2026.06.01.3']);

    fail.clear();
    world.clock.advance(2_000);
    await world.drain();
    expect(await details()).toEqual([
      '@probe/b 2026.06.01.3',
      '@probe/a 2026.06.01.1',
      '@probe/a 2026.06.01.2',
    ]);
    expect(await world.rows('SELECT state, attempts FROM messaging.deliveries ORDER BY pos')).toEqual([
      { state: 'done', attempts: 2 },
      { state: 'done', attempts: 1 },
    ]);
  });

  it('is a dead letter after its last attempt, and later facts of the key wait for the redrive [3-23]', async () => {
    let broken = true;
    behaviour.fail = (detail) =>
      broken && detail === '2026.06.01.1' ? new Error('still broken') : undefined;
    await world.publish(extensionPublished('a', '2026.06.01.1'));
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      await world.drain();
      world.clock.advance(300_000);
    }
    await world.publish(extensionPublished('a', '2026.06.01.2'));
    await world.drain();
    expect(await details()).toEqual([]);
    const [letter] = await letters();
    expect(letter).toMatchObject({
      state: 'parked',
      attempts: 20,
      errorClass: 'Error',
      errorMessage: 'still broken',
      waiting: 1,
    });

    broken = false;
    expect(await world.app.get(DeadLetters).redrive(letter?.eventId ?? '')).toBe(1);
    expect(await world.app.get(DeadLetters).redrive(letter?.eventId ?? '')).toBe(0);
    await world.drain();
    expect(await details()).toEqual(['@probe/a 2026.06.01.1', '@probe/a 2026.06.01.2']);
    expect(await letters()).toEqual([]);
  });

  it('that a rule of the domain refuses is not retried', async () => {
    behaviour.fail = () => new ProbeRefusal('No.');
    await world.publish(extensionPublished('a'));
    await world.drain();
    expect(await letters()).toMatchObject([{ state: 'parked', attempts: 1, errorClass: 'ProbeRefusal' }]);
  });

  it('that died lets its key go on where the subscription says so', async () => {
    behaviour.fail = (detail) =>
      detail === 'PointsGrantedIntegrationEvent' ? new ProbeRefusal('No.') : undefined;
    const who = { userId: 'u1', username: 'ada' };
    const { PointsGrantedIntegrationEvent } = await import('@boardwalk/integration-events');
    await world.publish(
      new PointsGrantedIntegrationEvent({
        ...who,
        grantId: 'g',
        category: 'publishing',
        source: 'x',
        amount: 1,
        total: 1,
      }),
    );
    await world.publish(new BadgeAwardedIntegrationEvent({ ...who, badgeId: 'b', name: 'B', points: 1 }));
    await world.drain();
    expect(await details()).toEqual(['u1 BadgeAwardedIntegrationEvent']);
    expect(await letters()).toMatchObject([{ state: 'skipped', subscription: 'probe.scores' }]);
  });
});

describe('a corrupt log', () => {
  const append = (type: string, data: string) =>
    world.rows(
      `INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data)
       VALUES (gen_random_uuid(), $1, '/contexts/x', 'k', now(), '{"correlationid":"c"}', $2)`,
      [type, data],
    );

  it('becomes dead letters with the raw bytes, and the rest flows', async () => {
    await append('extensions.extension-published.v1', '{"extensionName": truncat');
    await append('extensions.extension-published.v1', '{"extensionName": 7}');
    await world.publish(extensionPublished('a'));
    await world.drain();
    expect(await details()).toEqual(['@probe/a 2026.06.01.1']);
    const dead = await letters();
    expect(dead.map(({ errorClass }) => errorClass)).toEqual(expect.arrayContaining(['CorruptFactError']));
    expect(dead.some(({ raw }) => raw.includes('truncat'))).toBe(true);
  });

  it('parks a type or version that nobody knows in every subscription that might have wanted it, and counts it [0-09]', async () => {
    const counted = async () =>
      (await metric('boardwalk.dead_letters')).reduce((sum, { value }) => sum + value, 0);
    const before = await counted();
    const [painted, newer] = ['extensions.extension-painted.v1', 'extensions.extension-published.v2'];
    for (const type of [painted, newer]) await append(type, '{}');
    await world.publish(extensionPublished('a'));
    await world.drain();
    expect(await details()).toEqual(['@probe/a 2026.06.01.1']);
    const dead = await letters();
    expect(new Set(dead.map(({ errorClass }) => errorClass))).toEqual(new Set(['UnknownTypeError']));
    expect(dead.map(({ type, subscription }) => `${type} ${subscription}`).sort()).toEqual(
      [painted, newer].flatMap((type) =>
        ['probe.extension-published', 'probe.invite-sent', 'probe.scores'].map((name) => `${type} ${name}`),
      ),
    );
    expect((await counted()) - before).toBe(dead.length);
  });
});

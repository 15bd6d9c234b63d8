import {
  CollectiveDissolvedIntegrationEvent,
  ExtensionDeprecatedIntegrationEvent,
  ExtensionYankedIntegrationEvent,
} from '@boardwalk/integration-events';
import type { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mostAtOnce } from '../application/rounds.js';
import { inboxOf, mailsIn, pullOf, settle, startWorld } from './community.js';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const yank = (version?: string) =>
  new ExtensionYankedIntegrationEvent({
    extensionName: '@ada/wave',
    userId: 'u-ada',
    username: 'ada',
    reason: 'It leaks.',
    visibility: 'private',
    ...(version !== undefined && { version }),
  });

describe('what becomes of an extension', () => {
  it('is told to those who pulled it, private ones included, and not to who caused it', async () => {
    await settle(world, 'ada', 'grace', 'hedy', 'eve');
    await world.publish(pullOf('ada'));
    await world.publish(pullOf('grace'));
    await world.publish(pullOf('grace', '2026.06.02.1'));
    await world.publish(pullOf('hedy', '2026.06.02.1'));
    await world.drain();
    await world.publish(yank());
    await world.drain();
    for (const [username, rows] of [
      ['ada', 0],
      ['grace', 1],
      ['hedy', 1],
      ['eve', 0],
    ] as const)
      expect(await inboxOf(world, username), username).toHaveLength(rows);
    expect((await mailsIn(world)).map(({ to, templateKey }) => [to, templateKey]).sort()).toEqual([
      ['g…@e…', 'extension-yanked'],
      ['h…@e…', 'extension-yanked'],
    ]);
  });

  it('is told to those who have the version, when it concerns one', async () => {
    await settle(world, 'grace', 'hedy');
    await world.publish(pullOf('grace', '2026.06.01.1'));
    await world.publish(pullOf('hedy', '2026.06.02.1'));
    await world.publish(yank('2026.06.02.1'));
    await world.drain();
    expect(await inboxOf(world, 'grace')).toEqual([]);
    expect((await inboxOf(world, 'hedy')).map(({ line }) => line)).toEqual([
      '@ada/wave 2026.06.02.1 was yanked: It leaks.',
    ]);
  });

  it('is told when it is deprecated, with what to use in its place', async () => {
    await settle(world, 'grace');
    await world.publish(pullOf('grace'));
    await world.publish(
      new ExtensionDeprecatedIntegrationEvent({
        extensionName: '@ada/wave',
        userId: 'u-ada',
        username: 'ada',
        supersededBy: '@ada/surf',
      }),
    );
    await world.drain();
    expect((await mailsIn(world))[0]?.text).toContain('Use @ada/surf in its place.');
  });

  it('is told to ten thousand in small transactions, to each once', async () => {
    const pullers = 10_000;
    await world.rows(
      `INSERT INTO notifications.people (user_id, username, address, address_proved)
       SELECT 'p-' || n, 'puller-' || n, 'puller-' || n || '@example.org', n % 1000 = 0
       FROM generate_series(1, ${pullers}) n`,
    );
    await world.rows(
      `INSERT INTO notifications.pulls (extension_name, user_id, version, first_pulled_at)
       SELECT '@ada/wave', 'p-' || n, v, $1 FROM generate_series(1, ${pullers}) n,
         unnest(ARRAY['2026.06.01.1', '2026.06.02.1']) v`,
      [world.clock.now()],
    );
    await world.publish(yank());
    await world.drain();
    expect(
      await world.rows(
        `SELECT count(*)::int AS rows, count(DISTINCT user_id)::int AS people FROM notifications.inbox`,
      ),
    ).toEqual([{ rows: pullers, people: pullers }]);
    const transactions = await world.rows<{ told: number }>(
      `SELECT count(*)::int AS told FROM notifications.inbox GROUP BY xmin::text`,
    );
    expect(Math.max(...transactions.map(({ told }) => told))).toBeLessThanOrEqual(mostAtOnce);
    expect(await mailsIn(world, 'limit=100')).toHaveLength(10);
    expect(await world.rows('SELECT * FROM notifications.rounds')).toEqual([]);
  }, 120_000);

  it('is not told to those who pull it afterwards', async () => {
    await settle(world, 'grace');
    await world.publish(yank());
    world.clock.advance(1_000);
    await world.publish(pullOf('grace'));
    await world.drain();
    expect(await inboxOf(world, 'grace')).toEqual([]);
  });
});

describe('a collective that is dissolved', () => {
  it('is told to its members, but for who dissolved it', async () => {
    await settle(world, 'ada', 'grace');
    await world.publish(
      new CollectiveDissolvedIntegrationEvent({
        collectiveId: 'c-1',
        slug: 'tide-pool',
        name: 'Tide Pool',
        dissolvedByUserId: 'u-ada',
        memberUserIds: ['u-ada', 'u-grace'],
      }),
    );
    await world.drain();
    expect(await inboxOf(world, 'ada')).toEqual([]);
    expect((await inboxOf(world, 'grace')).map(({ type }) => type)).toEqual(['collective-dissolved']);
    expect((await mailsIn(world)).map(({ to, templateKey }) => [to, templateKey])).toEqual([
      ['g…@e…', 'collective-dissolved'],
    ]);
  });
});

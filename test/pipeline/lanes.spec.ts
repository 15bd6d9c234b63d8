import { AsyncLocalStorage } from 'node:async_hooks';
import { MemberJoinedIntegrationEvent } from '@boardwalk/integration-events';
import { DeliveryHost, SubscriptionControl } from '@boardwalk/messaging';
import { BaseConsumer } from '@boardwalk/observability';
import { notYet, until, World } from '@boardwalk/testing';
import { Module } from '@nestjs/common';
import { EventsHandler } from '@nestjs/cqrs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMessagingApplication } from '@boardwalk/testing/messaging-application';
import { behaveWell, behaviour, NoteEffect, ProbeModule } from './probe.js';

@EventsHandler(MemberJoinedIntegrationEvent)
class MemberJoinedConsumer extends BaseConsumer<MemberJoinedIntegrationEvent> {
  static readonly subscription = 'spread.members';
  // So many that two processes get some of them, whatever they are called.
  static readonly buckets = 12;

  toCommand(event: MemberJoinedIntegrationEvent) {
    return new NoteEffect('spread.members', event.metadata.eventId, event.collectiveId, event.userId);
  }
}

@EventsHandler(MemberJoinedIntegrationEvent)
class LateConsumer extends BaseConsumer<MemberJoinedIntegrationEvent> {
  static readonly subscription = 'spread.late';
  static readonly start = 'now';

  toCommand(event: MemberJoinedIntegrationEvent) {
    return new NoteEffect('spread.late', event.metadata.eventId, event.collectiveId, event.userId);
  }
}

@Module({ providers: [MemberJoinedConsumer, LateConsumer] })
class SpreadModule {}

let world: World;

beforeEach(async () => {
  behaveWell();
  world = await World.start({ name: 'pipeline lanes', modules: [ProbeModule, SpreadModule] });
});
afterEach(() => world.stop());

interface Noted {
  readonly key: string;
  readonly detail: string;
}

const joined = (collective: string, user: string) =>
  new MemberJoinedIntegrationEvent({
    collectiveId: collective,
    slug: collective,
    userId: user,
    username: user,
    role: 'member',
  });
const noted = (subscription: string) =>
  world.rows<Noted>('SELECT key, detail FROM probe.effects WHERE subscription = $1 ORDER BY place', [
    subscription,
  ]);
const users = async (subscription: string) => {
  const byKey = Map.groupBy(await noted(subscription), ({ key }) => key);
  return Object.fromEntries([...byKey].map(([key, all]) => [key, all.map(({ detail }) => detail)]));
};

/** Ten keys, three facts each, in turns. */
async function publishInTurns(): Promise<Record<string, string[]>> {
  const keys = Array.from({ length: 10 }, (_, n) => `c${n}`);
  for (const user of ['ann', 'bea', 'cyd']) for (const key of keys) await world.publish(joined(key, user));
  return Object.fromEntries(keys.map((key) => [key, ['ann', 'bea', 'cyd']]));
}

describe('a subscription with several buckets', () => {
  it('delivers every key in order and each fact once, from cursors of their own', async () => {
    const expected = await publishInTurns();
    await world.drain();
    expect(await users('spread.members')).toEqual(expected);
    const lanes = await world.rows<{ bucket: number }>(
      `SELECT bucket FROM messaging.subscriptions WHERE name = 'spread.members' AND buckets = 12 ORDER BY bucket`,
    );
    expect(lanes.map(({ bucket }) => bucket)).toEqual(Array.from({ length: 12 }, (_, bucket) => bucket));
  });

  it('retries and redrives in the bucket of the key', async () => {
    behaviour.fail = (detail) => (detail === 'ann' ? new Error('not yet') : undefined);
    const expected = await publishInTurns();
    await world.drain();
    expect(await users('spread.members')).toEqual({});
    behaveWell();
    world.clock.advance(2_000);
    await world.drain();
    expect(await users('spread.members')).toEqual(expected);
  });

  it('is shared by processes, and taken over whole by the one that is left', async () => {
    const modules = [ProbeModule, SpreadModule];
    const { url } = world.database;
    const owners = async () =>
      (
        await world.rows<{ owner: string }>(
          `SELECT DISTINCT split_part(owner, ' ', 1) AS owner FROM messaging.subscriptions
           WHERE leased_until > clock_timestamp() AND owner IS NOT NULL ORDER BY 1`,
        )
      ).map(({ owner }) => owner);
    const owned = (expected: readonly string[]) =>
      until(`lanes held by ${expected.join(' and ')}`, async () => {
        const found = await owners();
        return found.join() === expected.join() ? found : notYet(found.join());
      });
    const first = await startMessagingApplication({
      url,
      name: 'first',
      roles: ['relay', 'worker'],
      modules,
    });
    const second = await startMessagingApplication({
      url,
      name: 'second',
      roles: ['relay', 'worker'],
      modules,
    });
    try {
      await owned(['first', 'second']);
      const expected = await publishInTurns();
      await second.stop();
      await owned(['first']);
      await until('the effects', async () => {
        const found = (await noted('spread.members')).length;
        return found === 30 ? found : notYet(found);
      });
      expect(await users('spread.members')).toEqual(expected);
    } finally {
      await first.stop();
    }
  });

  it('refuses to start with another number of them, and changes nothing', async () => {
    await world.drain();
    await world.rows(`DELETE FROM messaging.subscriptions WHERE name = 'spread.members' AND bucket > 0`);
    await world.rows(`UPDATE messaging.subscriptions SET buckets = 1 WHERE name = 'spread.members'`);
    const second = startMessagingApplication({
      url: world.database.url,
      name: 'second',
      roles: ['worker'],
      modules: [ProbeModule, SpreadModule],
    });
    await expect(second).rejects.toThrow(
      'spread.members was made with 1 bucket, and its consumers ask for 12 now. The number is settled when a subscription is made: ' +
        'set `static readonly buckets = 1` again, or give the subscription a new name.',
    );
  });
});

describe('a subscription that starts now', () => {
  it('gets what is written after it was made, and nothing older', async () => {
    await world.publish(joined('c1', 'older'));
    await world.rows('SELECT messaging.tick()');
    await world.drain();
    await world.publish(joined('c1', 'newer'));
    await world.drain();
    expect(await noted('spread.late')).toEqual([{ key: 'c1', detail: 'newer' }]);
    expect((await users('spread.members'))['c1']).toEqual(['older', 'newer']);
  });
});

describe('a paused subscription', () => {
  it('stands still while the others go on, and goes on where it stood', async () => {
    const control = world.app.get(SubscriptionControl);
    await world.publish(joined('c1', 'ann'));
    await world.drain();
    expect(await control.pause('spread.members')).toBe(true);
    expect(await control.pause('spread.members')).toBe(false);
    await world.publish(joined('c1', 'bea'));
    await world.drain();
    expect((await users('spread.members'))['c1']).toEqual(['ann']);
    expect((await users('spread.late'))['c1']).toEqual(['bea']);
    expect(await control.resume('spread.members')).toBe(true);
    await world.drain();
    expect((await users('spread.members'))['c1']).toEqual(['ann', 'bea']);
  });

  it('rolls back the batch that is under way', async () => {
    const control = world.app.get(SubscriptionControl);
    const byAnother = AsyncLocalStorage.snapshot();
    behaviour.meanwhile = async () => {
      behaveWell();
      await byAnother(() => control.pause('spread.members'));
    };
    await world.publish(joined('c1', 'ann'));
    await world.drain();
    expect(await noted('spread.members')).toEqual([]);
    await control.resume('spread.members');
    await world.drain();
    expect((await users('spread.members'))['c1']).toEqual(['ann']);
  });

  it('is not known by a name that nobody has', async () => {
    const control = world.app.get(SubscriptionControl);
    expect(await control.pause('spread.nobody')).toBe(false);
    expect(await control.resume('spread.members')).toBe(false);
    expect(world.app.get(DeliveryHost).placeOf('spread.nobody')).toBeUndefined();
  });
});

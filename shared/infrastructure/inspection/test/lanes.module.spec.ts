import { UserRegisteredIntegrationEvent } from '@boardwalk/integration-events';
import { bucketOf, connectedDatabase, DeliveryHost } from '@boardwalk/messaging';
import { BaseConsumer } from '@boardwalk/observability';
import type { World } from '@boardwalk/testing';
import { Module } from '@nestjs/common';
import { CommandHandler, EventsHandler, type ICommandHandler } from '@nestjs/cqrs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { subscription } from './greetings.js';
import { inspectionWorld, moodsOf, read, registered } from './inspection-world.js';

interface Consumer {
  readonly name: string;
  readonly log: string | null;
  readonly position: string;
  readonly lag: number | null;
  readonly owner: string | null;
  readonly pausedAt: string | null;
  readonly dead: number;
}

class SignGuestBook {
  constructor(readonly username: string) {}
}

@CommandHandler(SignGuestBook)
class SignGuestBookHandler implements ICommandHandler<SignGuestBook> {
  async execute({ username }: SignGuestBook): Promise<void> {
    if (username === refused) throw new TypeError('The guest book is full.');
  }
}

@EventsHandler(UserRegisteredIntegrationEvent)
class GuestBookConsumer extends BaseConsumer<UserRegisteredIntegrationEvent> {
  static readonly subscription = 'guest-book.signatures';
  static readonly buckets = 4;

  toCommand({ username }: UserRegisteredIntegrationEvent): SignGuestBook {
    return new SignGuestBook(username);
  }
}
const guestBook = GuestBookConsumer.subscription;

@Module({ providers: [SignGuestBookHandler, GuestBookConsumer] })
class GuestBookModule {}

let refused: string | undefined;
let world: World;
beforeEach(async () => {
  refused = undefined;
  world = await inspectionWorld(undefined, { modules: [GuestBookModule] });
});
afterEach(() => world.stop());

const consumers = async (of: World, name: string) =>
  (await read<{ subscriptions: Consumer[] }>(of, '/consumers')).subscriptions.filter(
    (each) => each.name === name,
  );
const finding = async (of: World, name: string) =>
  (
    await read<{ checks: { name: string; ok: boolean; detail: string; mend: string | null }[] }>(
      of,
      '/doctor',
    )
  ).checks.find((check) => check.name === name);
const people = ['ada', 'grace', 'lin', 'mary', 'joan', 'edith', 'hedy', 'radia'];
const everybodyRegisters = async (of: World) => {
  for (const name of people) await of.publish(registered(name));
};

describe('a subscription with several buckets', () => {
  it('is one line, with the place and the lag of its slowest lane', async () => {
    await everybodyRegisters(world);
    await world.drain();
    const [line, ...others] = await consumers(world, guestBook);
    expect(others).toEqual([]);
    expect(line).toMatchObject({ log: null, lag: 0, owner: 'world', pausedAt: null });
    await world.rows(
      `UPDATE messaging.subscriptions SET tick = 0, pos = 0, epoch = epoch + 1, owner = 'slow',
         leased_until = clock_timestamp() + interval '1 minute' WHERE name = $1 AND bucket = 2`,
      [guestBook],
    );
    await world.app.get(DeliveryHost).stop();
    expect(await consumers(world, guestBook)).toMatchObject([
      { position: '0-0', lag: people.length, owner: 'slow' },
    ]);
  });

  it('is told fact by fact from the lane of the key', async () => {
    await everybodyRegisters(world);
    await world.drain();
    await world.app.get(DeliveryHost).stop();
    await world.rows('UPDATE messaging.subscriptions SET tick = 0, pos = 0 WHERE name = $1 AND bucket = 2', [
      guestBook,
    ]);
    const { items } = await read<{ items: { eventId: string }[] }>(world, '/events');
    const slow = people.filter((name) => bucketOf(`u-${name}`, 4) === 2).length;
    const states = await Promise.all(
      items.map(async ({ eventId }) => {
        const { deliveries } = await read<{ deliveries: { subscription: string; state: string }[] }>(
          world,
          `/events/${eventId}`,
        );
        return deliveries.find((delivery) => delivery.subscription === guestBook)?.state;
      }),
    );
    expect(slow).toBeGreaterThan(0);
    expect(states.filter((state) => state === 'pending')).toHaveLength(slow);
    expect(states.filter((state) => state === 'ack')).toHaveLength(people.length - slow);
  });

  it('is not called broken when one lane is behind the failures of another', async () => {
    await everybodyRegisters(world);
    refused = 'ada';
    await world.drain();
    const [failed] = await world.rows<{ bucket: number }>(
      'SELECT bucket FROM messaging.deliveries WHERE subscription = $1',
      [guestBook],
    );
    await world.rows(
      'UPDATE messaging.subscriptions SET tick = 0, pos = 0 WHERE name = $1 AND bucket <> $2',
      [guestBook, failed?.bucket],
    );
    expect(await finding(world, 'failures behind cursors')).toMatchObject({ ok: true });
  });

  it('says that it was paused', async () => {
    await world.drain();
    await world.rows('UPDATE messaging.subscriptions SET paused_at = now() WHERE name = $1', [guestBook]);
    expect(await consumers(world, guestBook)).toMatchObject([{ pausedAt: expect.any(String) }]);
    expect(await finding(world, guestBook)).toMatchObject({
      ok: false,
      detail: expect.stringContaining('was paused'),
    });
  });
});

describe('a subscription that reads logs of other databases', () => {
  it('has a line for each, counted where the log is', async () => {
    const here = await inspectionWorld(undefined, { otherLogs: [connectedDatabase(world.database.url)] });
    try {
      // Both come from one template, and a copy holds the same log.
      await here.rows('UPDATE messaging.log SET id = gen_random_uuid()');
      await here.drain();
      const [own, other] = await consumers(here, subscription);
      expect(own).toMatchObject({ log: null, lag: 0 });
      expect(other).toMatchObject({ log: expect.stringContaining('/inspection '), lag: 0 });
      await everybodyRegisters(world);
      await world.rows('SELECT messaging.tick()');
      expect(await consumers(here, subscription)).toMatchObject([{ lag: 0 }, { lag: people.length }]);
      await here.drain();
      expect(await consumers(here, subscription)).toMatchObject([{ lag: 0 }, { lag: 0 }]);
      expect(moodsOf(here).greeted).toEqual(people);
      expect(await finding(here, `${subscription} on ${other?.log}`)).toMatchObject({ ok: true });
    } finally {
      await here.stop();
    }
  });

  it('is not said to be up to date with a log that nobody here can see', async () => {
    await world.drain();
    const log = '00000000-0000-4000-8000-000000000000';
    await world.rows('INSERT INTO messaging.subscriptions (name, log) VALUES ($1, $2)', [subscription, log]);
    expect(await consumers(world, subscription)).toMatchObject([{ lag: 0 }, { log, lag: null }]);
    expect(await finding(world, `${subscription} on ${log}`)).toMatchObject({
      ok: false,
      mend: expect.stringContaining('LOG_URLS of this process'),
    });
  });
});

import { BadgeAwardedIntegrationEvent } from '@boardwalk/integration-events';
import { DeliveryHost, LogReader, Readers, SubscriptionControl, Timers } from '@boardwalk/messaging';
import { Pools, UnitsOfWork } from '@boardwalk/persistence';
import { notYet, until, World } from '@boardwalk/testing';
import { Client, Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectionLost, interceptQueries } from './intercepted-queries.js';
import { behaveWell, behaviour, extensionPublished, ProbeModule, ProbeRefusal } from './probe.js';

let world: World;
let host: DeliveryHost;

beforeEach(async () => {
  behaveWell();
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
  host = world.app.get(DeliveryHost);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await host.stop();
  await world.stop();
});

const badge = () =>
  new BadgeAwardedIntegrationEvent({ userId: 'u', username: 'ada', badgeId: 'b', name: 'B', points: 1 });
/** As a relay in another process does; no signal of it comes through. */
const tickElsewhere = () => world.rows('SELECT messaging.tick()');
const effects = async () => (await world.rows('SELECT 1 FROM probe.effects')).length;
const removed = (log: string, name = 'probe.scores') =>
  world.app.get(UnitsOfWork).run((unit) => world.app.get(Readers).remove(log, name, unit));
const untilEffects = (wanted: number) =>
  until(`${wanted} effects`, async () => {
    const found = await effects();
    return found === wanted ? found : notYet(found);
  });

describe('a running host', () => {
  it('finds facts that no signal told it of', async () => {
    await host.start();
    await world.publish(extensionPublished('a'));
    await tickElsewhere();
    await untilEffects(1);
  });

  it('delivers to the others while one subscription is held by a process that does not move', async () => {
    const frozen = new Client({ connectionString: world.database.url });
    await frozen.connect();
    await world.rows(
      `INSERT INTO messaging.subscriptions (name, log, owner) SELECT 'probe.scores', id, 'frozen' FROM messaging.log`,
    );
    await frozen.query('BEGIN');
    await frozen.query(`UPDATE messaging.subscriptions SET pos = pos WHERE name = 'probe.scores'`);
    await world.publish(extensionPublished('a'));
    await world.publish(badge());
    await tickElsewhere();
    const started = host.start();
    await untilEffects(1);
    await started;
    await frozen.end();
    await untilEffects(2);
  });

  it('lets other processes know how far it has come, past facts that a subscription does not take', async () => {
    const scores = () =>
      world.rows<{ tick: number }>(`SELECT tick FROM messaging.subscriptions WHERE name = 'probe.scores'`);
    await host.start();
    await world.publish(extensionPublished('a'));
    await tickElsewhere();
    await until('the cursor', async () => {
      const [cursor] = await scores();
      return Number(cursor?.tick) > 0 ? cursor : notYet();
    });
  });

  it('gives the other leases back when one was lost', async () => {
    await host.start();
    await world.publish(extensionPublished('a'));
    await tickElsewhere();
    await world.rows(
      `UPDATE messaging.subscriptions SET epoch = epoch + 1, owner = 'other', leased_until = 'infinity' WHERE name = 'probe.invite-sent'`,
    );
    await untilEffects(1);
    await host.stop();
    expect(
      await world.rows(`SELECT name FROM messaging.subscriptions WHERE owner = 'world' ORDER BY name`),
    ).toEqual([]);
  });
});

describe('a running host without heartbeats', () => {
  it('runs each retry when it is due, one after the other', async () => {
    const timers = world.app.get(Timers);
    let asked = 0;
    vi.spyOn(timers, 'every').mockReturnValue(() => undefined);
    // Time passes only because a lane asks for it.
    vi.spyOn(timers, 'after').mockImplementation((milliseconds, run) => {
      asked += 1;
      expect(milliseconds).toBeLessThan(1_000);
      world.clock.advance(milliseconds);
      queueMicrotask(run);
      return () => undefined;
    });
    behaviour.fail = () => (asked === 0 ? new Error('Not yet.') : undefined);
    for (const key of ['a', 'b']) await world.publish(extensionPublished(key));
    await tickElsewhere();
    await host.start();
    await untilEffects(2);
  });
});

describe('a subscription that a running host has the consumers of', () => {
  it('is not given up while it is paused', async () => {
    await host.start();
    await world.app.get(SubscriptionControl).pause('probe.scores');
    const log = await world.app.get(LogReader).logId();
    await expect(removed(log)).rejects.toThrow(
      'probe.scores is still read: Its consumers are part of world.',
    );
    await host.stop();
    expect(await removed(log)).not.toBeNull();
    expect(await removed(log)).toBeNull();
  });

  it('begins anew when it comes back after it was given up, and fails anew', async () => {
    const failures = () =>
      world.rows<{ state: string }>('SELECT state FROM messaging.deliveries ORDER BY tick, pos');
    const untilFailed = () =>
      until('the failures', async () => ((await failures()).length === 2 ? true : notYet()));
    behaviour.fail = (detail) => (detail === '2026.06.01.1' ? new ProbeRefusal('No such thing.') : undefined);
    for (const version of ['2026.06.01.1', '2026.06.01.2'])
      await world.publish(extensionPublished('a', version));
    await world.rows('SELECT messaging.tick()');
    await host.start();
    await untilFailed();
    await host.stop();
    const log = await world.app.get(LogReader).logId();
    expect(await removed(log, 'probe.extension-published')).toEqual({
      retrying: 0,
      waiting: 1,
      dead: 1,
      archived: 0,
    });
    expect(await failures()).toEqual([]);
    await host.start();
    await untilFailed();
    expect(await failures()).toEqual([{ state: 'parked' }, { state: 'waiting' }]);
    await world.publish(extensionPublished('b', '2026.06.01.3'));
    await tickElsewhere();
    await untilEffects(1);
  });

  it('has its lanes made again when it was given up while the host was not seen', async () => {
    await host.start();
    await world.rows(`DELETE FROM messaging.subscriptions WHERE name = 'probe.scores'`);
    await world.publish(badge());
    await tickElsewhere();
    await untilEffects(1);
  });
});

describe('a host whose delivery does not end', () => {
  it('lets go: the transaction is rolled back and the lease is free', async () => {
    const hanging = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    behaviour.meanwhile = async () => {
      reached.resolve();
      await hanging.promise;
    };
    await host.start();
    await world.publish(extensionPublished('a'));
    await tickElsewhere();
    await reached.promise;
    const stopped = host.stop();
    await world.app.get(Pools).abandon();
    await host.abandon();
    expect(
      await world.rows(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
      ),
    ).toEqual([]);
    expect(await world.rows('SELECT FROM messaging.subscriptions WHERE owner IS NOT NULL')).toEqual([]);
    expect(await effects()).toBe(0);
    hanging.resolve();
    await stopped;
  });
});

describe('the shared read of the log', () => {
  it('is not joined by those who were woken after it began', async () => {
    const reader = world.app.get(LogReader);
    const pool = world.app.get(Pool);
    const answered = Promise.withResolvers<void>();
    const opened = Promise.withResolvers<void>();
    let asked = 0;
    interceptQueries(async (_, send) => {
      asked += 1;
      if (asked > 1) return send();
      const answer = await send();
      answered.resolve();
      await opened.promise;
      return answer;
    }, pool);
    const early = reader.read({ tick: 0, pos: 0 });
    await answered.promise;
    await world.publish(extensionPublished('a'));
    await tickElsewhere();
    reader.grew();
    const late = await reader.read({ tick: 0, pos: 0 });
    opened.resolve();
    expect([(await early).length, late.length]).toEqual([0, 1]);
  });

  it('learns the name of its log when the database was away at first', async () => {
    const pool = world.app.get(Pool);
    interceptQueries(async () => {
      throw connectionLost();
    }, pool);
    const reader = world.app.get(LogReader);
    await expect(reader.logId()).rejects.toThrow('Connection terminated');
    vi.restoreAllMocks();
    expect(await reader.logId()).toMatch(/^[0-9a-f-]{36}$/);
  });
});

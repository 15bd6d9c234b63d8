import { InProcessTransport, Relay } from '@boardwalk/messaging';
import { notYet, until, World } from '@boardwalk/testing';
import { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { interceptQueries } from './intercepted-queries.js';
import { behaveWell, extensionPublished, ProbeModule } from './probe.js';

let world: World;
let relay: Relay;
let transport: InProcessTransport;
/** How often the relay said that the log has grown. */
let growths: number;
/** How often the relay rested; each rest lasts until `wake`. */
let rests: number;
let wake: () => void;

beforeEach(async () => {
  behaveWell();
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
  transport = new InProcessTransport();
  growths = 0;
  transport.onLogGrew(() => {
    growths += 1;
  });
  rests = 0;
  relay = new Relay(world.app.get(Pool), transport, async () => {
    rests += 1;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  wake?.();
  await relay.stop();
  await world.stop();
});

const publish = async () => {
  await world.publish(extensionPublished('a'));
  transport.factsWritten(1);
};
const windows = async () =>
  (await world.rows<{ size: string }>('SELECT size FROM messaging.ticks WHERE tick > 0 ORDER BY tick')).map(
    ({ size }) => Number(size),
  );
const untilWindows = (count: number) =>
  until(`${count} windows`, async () => {
    const found = await windows();
    return found.length >= count ? found : notYet(found);
  });
const untilRests = (count: number) =>
  until(`rest ${count}`, async () => (rests >= count ? rests : notYet(rests)));
const untilGrowths = (count: number) =>
  until(`growth ${count}`, async () => (growths >= count ? growths : notYet(growths)));
/** What is written during the first look, where the log stands, may be cut by the next tick only. */
const started = async () => {
  relay.start();
  await untilGrowths(1);
};

describe('a relay', () => {
  it('finds the fact of a commit that comes while a tick is under way', async () => {
    let published: Promise<void> | undefined;
    interceptQueries(async (text, send) => {
      const answer = await send();
      if (text.includes('messaging.tick()') && published === undefined) {
        published = Promise.resolve();
        await publish();
      }
      return answer;
    });
    relay.start();
    expect(await untilWindows(1)).toEqual([1]);
  });

  it('ticks at once for a fact that comes alone', async () => {
    await started();
    for (let n = 2; n <= 4; n += 1) {
      await publish();
      await untilGrowths(n);
    }
    expect([await windows(), rests]).toEqual([[1, 1, 1], 0]);
  });

  it('lets the facts that come fast share a window, and the first of them not wait', async () => {
    await started();
    await world.publish(extensionPublished('a'));
    transport.factsWritten(2);
    await untilRests(1);
    expect(await windows()).toEqual([1]);
    for (let n = 0; n < 10; n += 1) await publish();
    expect(await windows()).toEqual([1]);
    wake();
    expect(await untilWindows(2)).toEqual([1, 10]);
  });

  it('finds facts that no signal told it of when it is polled', async () => {
    relay.start();
    await world.publish(extensionPublished('a'));
    relay.poll();
    expect(await untilWindows(1)).toEqual([1]);
  });

  it('takes its tick however long it takes, whatever timeout the database has', async () => {
    await world.rows(`DO $$ BEGIN
      EXECUTE format('ALTER DATABASE %I SET statement_timeout = 50', current_database());
      EXECUTE format('ALTER DATABASE %I SET lock_timeout = 50', current_database());
    END $$`);
    await world.publish(extensionPublished('a'));
    const busy = world.rows(`SET statement_timeout = 0; SET lock_timeout = 0;
      BEGIN; SELECT FROM messaging.ticker FOR UPDATE; SELECT pg_sleep(0.3); COMMIT`);
    await until('the lock', async () => {
      const locks = await world.rows(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`,
      );
      return locks.length > 0 ? locks : notYet();
    });
    expect(await world.app.get(Relay).tick()).toBe(true);
    await busy;
  });
});

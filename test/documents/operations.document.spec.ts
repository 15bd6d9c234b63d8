import { UserRegisteredIntegrationEvent } from '@boardwalk/integration-events';
import { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDocument } from './document.js';

const page = readDocument('docs/operations.md');
const [raising] = page.blocks.filter(({ language }) => language === 'sql');

let world: World;
beforeEach(async () => {
  world = await World.start({ name: 'operations', modules: [] });
});
afterEach(() => world.stop());

const registered = (username: string) =>
  new UserRegisteredIntegrationEvent({
    userId: `u-${username}`,
    username,
    displayName: username,
    source: 'import',
  });
/** Facts that have a place in the log. */
const placed = async () =>
  Number((await world.rows<{ total: string }>('SELECT max(total) AS total FROM messaging.ticks'))[0]?.total);

describe('the page about operations', () => {
  it('says how a log goes on that a dump brought to a server with lower transaction ids', async () => {
    await world.publish(registered('ada'));
    await world.drain();
    expect(await placed()).toBe(1);
    // As after a restore: the newest tick was taken where ids were higher.
    await world.rows(`UPDATE messaging.ticks SET snapshot = format('%1$s:%1$s:',
      (pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 3000))::pg_snapshot
      WHERE tick = (SELECT max(tick) FROM messaging.ticks)`);
    await expect(world.drain()).rejects.toThrow(/transaction ids had reached/);

    await world.rows(raising?.code ?? '');
    await world.publish(registered('grace'));
    await world.drain();
    expect(await placed()).toBe(2);
  });
});

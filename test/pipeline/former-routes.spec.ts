import { FormerRoutes } from '@boardwalk/messaging';
import { World } from '@boardwalk/testing';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProbeModule } from './probe.js';

let world: World;
let pool: pg.Pool;
beforeEach(async () => {
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
  pool = new pg.Pool({ connectionString: world.database.url, max: 1 });
});
afterEach(async () => {
  await pool.end();
  await world.stop();
});

/** Facts that were sent over a broker. @param ago seconds since whoever takes them in was heard of */
const sent = (context: string, transport: string, ago: number) =>
  world.rows(`INSERT INTO messaging.destinations (database, context, transport, tick, pos, ordinal, landed_tick, landed_pos,
    landed_ordinal, said_at, reported_at)
    VALUES (gen_random_uuid(), '${context}', '${transport}', 1, 5, 5, 1, 2, 2, now(), now() - interval '${ago} seconds')`);

const kept = async () =>
  (
    await world.rows<{ context: string; transport: string }>(
      'SELECT context, transport FROM messaging.destinations ORDER BY context, transport',
    )
  ).map(({ context, transport }) => `${context} over ${transport}`);

async function looked(brokersOf: Readonly<Record<string, readonly string[]>> | undefined): Promise<void> {
  const of = (context: string) => (brokersOf?.[context] ?? []).map((name) => ({ name }));
  const routes = new FormerRoutes(pool, brokersOf === undefined ? undefined : { of });
  routes.look();
  await routes.stop();
}

describe('a destination', () => {
  beforeEach(async () => {
    await sent('stats', 'kafka', 60);
    await sent('stats', 'bullmq', 60);
    await sent('discord', 'bullmq', 5);
  });

  it('is forgotten when its context gets facts in another way by now, and nobody is heard of', async () => {
    await looked({ stats: ['kafka'], discord: ['kafka'] });
    expect(await kept()).toEqual(['discord over bullmq', 'stats over kafka']);
  });

  it('is forgotten when no facts travel over brokers any more', async () => {
    await looked(undefined);
    expect(await kept()).toEqual(['discord over bullmq']);
  });

  it('is kept as long as its context gets facts that way, whoever is away', async () => {
    await looked({ stats: ['kafka', 'bullmq'], discord: ['bullmq'] });
    expect(await kept()).toHaveLength(3);
  });
});

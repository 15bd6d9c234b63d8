/**
 * A log on a real server that is looked after for some months: facts are written, one subscription reads them at once, another
 * now and then. Is everything there that the slow one has not read? What partitions do is not simulated.
 *
 *     node test/planted-faults/retention.ts --from SEED
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Clock } from '@boardwalk/domain';
import { startEmbeddedPostgres } from '@boardwalk/embedded-postgres';
import { Retention } from '@boardwalk/messaging';
import { Pools } from '@boardwalk/persistence';
import { scriptOptions, whole } from '@boardwalk/tooling/script-options.mjs';
import type { Pool } from 'pg';
import { Chance } from '../../shared/infrastructure/messaging/test/simulation/chance.ts';

const day = 86_400_000;
const rounds = 16;
const keptDays = 35;
const migrations = join(import.meta.dirname, '../../shared/infrastructure/messaging/migrations');

class MovedClock extends Clock {
  private time = Date.UTC(2026, 5, 1);

  now(): Date {
    return new Date(this.time);
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}

async function migrate(pool: Pool): Promise<void> {
  const client = await pool.connect();
  await client.query('CREATE SCHEMA messaging');
  await client.query('SET search_path TO messaging');
  for (const file of (await readdir(migrations)).sort())
    await client.query(readFileSync(join(migrations, file), 'utf8'));
  client.release(true);
}

/** Reads on from where a subscription stands, at most so many facts. Returns how many there were. */
async function read(pool: Pool, subscription: string, most: number): Promise<number> {
  const { rows } = await pool.query<{ tick: number; pos: number }>(
    `SELECT f.tick, f.pos FROM messaging.subscriptions s, messaging.facts_after(s.tick, s.pos, $2) f WHERE s.name = $1`,
    [subscription, most],
  );
  const last = rows.at(-1);
  if (last !== undefined)
    await pool.query('UPDATE messaging.subscriptions SET tick = $2, pos = $3 WHERE name = $1', [
      subscription,
      last.tick,
      last.pos,
    ]);
  return rows.length;
}

async function broken(pool: Pool, seed: number): Promise<{ facts: number; found: string | undefined }> {
  const chance = new Chance(seed);
  const clock = new MovedClock();
  const retention = new Retention(pool, clock, keptDays);
  await retention.maintain();
  await pool.query(
    `INSERT INTO messaging.subscriptions (name, log) SELECT name, id FROM messaging.log, unnest('{quick,slow}'::text[]) AS name`,
  );
  let [written, readBySlow] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    const count = chance.between(1, 8);
    await pool.query(
      `INSERT INTO messaging.facts (id, type, source, key, occurred_at, recorded_at, headers, data)
       SELECT gen_random_uuid(), 't', 's', 'k', $1, $1, '{}', '{}' FROM generate_series(1, $2)`,
      [clock.now(), count],
    );
    written += count;
    await pool.query('SELECT messaging.tick()');
    await read(pool, 'quick', 500);
    if (chance.strikes(0.3)) readBySlow += await read(pool, 'slow', chance.between(1, 30));
    clock.advance(chance.between(1, 25) * day);
    await retention.maintain();
  }
  const left = await read(pool, 'slow', 500);
  const lost = written - readBySlow - left;
  return {
    facts: written,
    found: lost === 0 ? undefined : `I11: ${lost} facts were dropped that a subscription had not read`,
  };
}

const { values } = scriptOptions('node test/planted-faults/retention.ts', { from: whole(1, 1) });
const seed = values.from;
const directory = await mkdtemp(join(tmpdir(), 'planted-retention-'));
const server = await startEmbeddedPostgres({ directory, durable: false, log: () => undefined });
const pools = new Pools({ url: server.url, size: 4, applicationName: 'retention' });
try {
  await migrate(pools.main);
  const { facts, found } = await broken(pools.main, seed);
  process.stdout.write(`1 schedules with ${facts} facts, ${found === undefined ? 0 : 1} broken\n`);
  if (found !== undefined) process.stdout.write(`  seed ${seed}: ${found}\n`);
} finally {
  await pools.end();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
}

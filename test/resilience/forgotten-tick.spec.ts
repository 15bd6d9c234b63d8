import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@boardwalk/embedded-postgres';
import { MemberJoinedIntegrationEvent } from '@boardwalk/integration-events';
import { DeliveryHost } from '@boardwalk/messaging';
import { notYet, until } from '@boardwalk/testing';
import { EventBus } from '@nestjs/cqrs';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { behaveWell, extensionPublished, ProbeModule } from '../pipeline/probe.js';
import {
  type MessagingApplication,
  startMessagingApplication,
} from '@boardwalk/testing/messaging-application';

const subscription = 'probe.extension-published';

let directory: string;
let server: EmbeddedPostgres;
let worker: MessagingApplication;
const sessions: pg.Client[] = [];

beforeEach(async () => {
  behaveWell();
  directory = await mkdtemp(join(tmpdir(), 'boardwalk-tick-'));
  server = await startEmbeddedPostgres({ directory, durable: true, log: () => undefined });
  const operator = await session();
  // Only who asks for it waits for the disk, and then for a standby that never answers: so a commit is durable long before
  // anybody sees it, as every commit is for a moment.
  for (const setting of [
    `synchronous_commit = off`,
    `wal_writer_delay = '10s'`,
    `synchronous_standby_names = 'nobody'`,
  ])
    await operator.query(`ALTER SYSTEM SET ${setting}`);
  await operator.query('SELECT pg_reload_conf()');
  await until('the settings', async () => {
    const { rows } = await (await session()).query(
      `SELECT FROM pg_settings WHERE name = 'synchronous_commit' AND setting = 'off'`,
    );
    return rows.length === 1 ? true : notYet();
  });
  worker = await startMessagingApplication({
    url: server.url,
    name: 'forgotten tick',
    roles: ['worker'],
    modules: [ProbeModule],
    tells: false,
  });
});
afterEach(async () => {
  await worker.stop();
  await Promise.all(sessions.splice(0).map((each) => each.end()));
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

async function session(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: server.url });
  // The server crashes below.
  client.on('error', () => undefined);
  await client.connect();
  sessions.push(client);
  return client;
}

const copyFirst = (on: pg.Client, type?: string) =>
  on.query(
    `INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data)
     SELECT gen_random_uuid(), coalesce($1, type), source, key, occurred_at, headers, data FROM messaging.facts ORDER BY pos LIMIT 1`,
    [type ?? null],
  );
const tick = async (on: pg.Client) =>
  Number((await on.query<{ tick: string }>('SELECT messaging.tick()')).rows[0]?.tick);
const effects = (on: pg.Client, wanted: number) =>
  until(`${wanted} effects`, async () => {
    const { rowCount } = await on.query('SELECT FROM probe.effects');
    return rowCount === wanted ? wanted : notYet(rowCount);
  });

describe('a tick that a crash of the database takes back', () => {
  it('takes no fact with it that was durable and that it did not show', async () => {
    const before = await session();
    await worker.context.get(EventBus).publish(extensionPublished('a'));
    await tick(before);
    await effects(before, 1);

    const writer = await session();
    await writer.query('SET synchronous_commit = on');
    await writer.query('BEGIN');
    await copyFirst(writer);
    // A later position, and nobody's: the worker reads past it without writing anything.
    await copyFirst(before, MemberJoinedIntegrationEvent.type);
    const unanswered = writer.query('COMMIT').catch((error: unknown) => error);
    await until('a commit that is durable and not seen', async () => {
      const { rowCount } = await before.query(`SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep'`);
      return rowCount === 1 ? true : notYet();
    });
    const lost = await tick(before);
    await before.query('NOTIFY boardwalk_grew');
    const host = worker.context.get(DeliveryHost);
    await until('the worker', async () =>
      host.placeOf(subscription)?.tick === lost ? true : notYet(host.placeOf(subscription)),
    );
    process.kill(server.pid, 'SIGQUIT');
    await unanswered;

    const after = await until('the database', () => session().catch((error: Error) => notYet(error.message)));
    const { rows } = await after.query<{ newest: string }>('SELECT max(tick) AS newest FROM messaging.ticks');
    expect(Number(rows[0]?.newest)).toBe(lost - 1);
    expect(await tick(after)).toBe(lost);
    await effects(after, 2);
  });
});

import { DomainEventsQueue, type DomainEvent, type Translations } from '@boardwalk/bullmq';
import {
  type Fact,
  InviteSentIntegrationEvent,
  PointsGrantedIntegrationEvent,
} from '@boardwalk/integration-events';
import { UnitsOfWork } from '@boardwalk/persistence';
import { notYet, testDatabase, type TestDatabase, until } from '@boardwalk/testing';
import {
  type MessagingApplication,
  startMessagingApplication,
} from '@boardwalk/testing/messaging-application';
import { Logger } from '@nestjs/common';
import { EventBus } from '@nestjs/cqrs';
import { type Job, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RedisProcess, type RedisSettings, startRedis } from '../servers/redis.js';
import { behaveWell, extensionPublished, ProbeModule } from './probe.js';

const published = 'extensions.extension-published.v1';

let redis: RedisProcess;
let database: TestDatabase;
let session: pg.Client;
const applications: MessagingApplication[] = [];
const workers: Worker[] = [];

async function startServer(settings: RedisSettings = {}): Promise<{ readonly missing?: string }> {
  const started = await startRedis(settings);
  if ('missing' in started) return started;
  redis = started;
  return {};
}

beforeEach(async (context) => {
  behaveWell();
  const { missing } = await startServer();
  if (missing !== undefined) context.skip(missing);
  database = await testDatabase('domain events');
  session = new pg.Client({ connectionString: database.url });
  await session.connect();
});
afterEach(async () => {
  if (redis === undefined) return;
  for (const worker of workers.splice(0)) await worker.close(true);
  for (const application of applications.splice(0)) await application.stop();
  await session.end();
  await database.drop();
  await redis.stop();
});

async function start(translations: Translations = {}): Promise<MessagingApplication> {
  const application = await startMessagingApplication({
    url: database.url,
    name: `application ${applications.length}`,
    roles: ['relay', 'worker'],
    modules: [ProbeModule],
    bridges: [new DomainEventsQueue(redis.url, translations)],
    tells: false,
  });
  applications.push(application);
  return application;
}

const publish = ({ context }: MessagingApplication, ...facts: readonly Fact[]) =>
  context.get(UnitsOfWork).run(async () => {
    for (const fact of facts) await context.get(EventBus).publish(fact);
  });
const extensions = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => extensionPublished(`e${from + n}`));

/** A worker as such a system has it; nothing of it is ours. */
function work(process: (job: Job<DomainEvent>) => Promise<void>, queue = 'DOMAIN_EVENTS'): Worker {
  const { hostname: host, port } = new URL(redis.url);
  const worker = new Worker<DomainEvent>(queue, process, { connection: { host, port: Number(port) } });
  worker.on('error', () => undefined);
  workers.push(worker);
  return worker;
}

/** What a worker was given, until there is so much. */
function working() {
  const given: DomainEvent[] = [];
  work(async ({ data }) => void given.push(data));
  const untilGiven = (count: number) =>
    until(`${count} jobs`, async () => (given.length >= count ? given : notYet(given.length)));
  return { given, untilGiven };
}

async function onQueue<T>(ask: (queue: Queue) => Promise<T>): Promise<T> {
  const { hostname: host, port } = new URL(redis.url);
  const queue = new Queue('DOMAIN_EVENTS', { connection: { host, port: Number(port) } });
  try {
    return await ask(queue);
  } finally {
    await queue.close();
  }
}

describe('the queue DOMAIN_EVENTS', () => {
  it('gives each fact to a worker, as a type, a payload without what is personal, and an idempotency key [1-04]', async () => {
    const { untilGiven } = working();
    const invite = {
      ...{ collectiveId: 'c1', slug: 'lockers', inviteId: 'i1', invitedByUserId: 'u1' },
      role: 'member' as const,
      ...{ inviteeEmail: 'grace@example.org', token: 'a-secret-that-nobody-else-may-read' },
    };
    await publish(await start(), extensionPublished('one'), new InviteSentIntegrationEvent(invite));
    const { rows } = await session.query<{ id: string }>('SELECT id FROM messaging.facts ORDER BY pos');
    const [first, second] = rows.map(({ id }) => id);
    expect(await untilGiven(2)).toEqual([
      {
        type: published,
        payload: {
          extensionName: '@probe/one',
          version: '2026.06.01.1',
          userId: 'u1',
          username: 'ada',
        },
        idempotencyKey: first,
      },
      {
        type: 'collectives.invite-sent.v1',
        payload: { ...invite, inviteeEmail: '«personal»', token: '«personal»' },
        idempotencyKey: second,
      },
    ]);
  });

  it('calls a fact what its workers call it', async () => {
    const { untilGiven } = working();
    const application = await start({
      extension_published: ({ extensionName, userId }, { occurredAt }) => ({
        type: 'image:variation_completed',
        payload: { variationId: extensionName, completedAt: occurredAt },
        idempotencyKey: `image_complete:${extensionName}:${userId}`,
      }),
    });
    await publish(application, extensionPublished('one'));
    expect(await untilGiven(1)).toEqual([
      {
        type: 'image:variation_completed',
        payload: {
          variationId: '@probe/one',
          completedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        },
        idempotencyKey: 'image_complete:@probe/one:u1',
      },
    ]);
  });

  it('leaves to its workers which types they know, and keeps no failure of the others [1-13]', async () => {
    const handled: string[] = [];
    work(async ({ data: { type, idempotencyKey } }) => {
      if (type === 'collectives.invite-sent.v1') handled.push(idempotencyKey);
    });
    await publish(await start(), ...extensions(0, 5));
    const counts = await until('everything is done', () =>
      onQueue(async (queue) => {
        const found = await queue.getJobCounts('completed', 'failed', 'waiting', 'active', 'delayed');
        return found['completed'] === 5 ? found : notYet(found);
      }),
    );
    expect(counts).toEqual({ completed: 5, failed: 0, waiting: 0, active: 0, delayed: 0 });
    expect(handled).toEqual([]);
  });

  it('goes on behind a fact that nobody can read, and tells nothing sealed of one that nobody knows', async () => {
    const { untilGiven } = working();
    const application = await start();
    await session.query(
      `INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data) VALUES
       (gen_random_uuid(), 'extensions.extension-published.v1', '/contexts/x', 'a', now(), '{}', 'no JSON'),
       (gen_random_uuid(), 'extensions.extension-painted.v9', '/contexts/x', 'a', now(), '{}',
        '{"colour":"red","email":{"$sealed":"x","subject":"u1"}}')`,
    );
    await publish(application, extensionPublished('one'));
    expect(await untilGiven(2)).toMatchObject([
      { type: 'extensions.extension-painted.v9', payload: { colour: 'red', email: '«personal»' } },
      { type: published, payload: { extensionName: '@probe/one' } },
    ]);
  });

  it('gets each fact once and in order, whichever of two relays tells it, and also from one that died before it noted that', async () => {
    const { given, untilGiven } = working();
    const relays = [await start(), await start()] as const;
    for (let at = 0; at < 200; at += 20) await publish(relays[0], ...extensions(at, at + 20));
    await untilGiven(200);
    await relays[0].stop();
    applications.shift();
    const { rows } = await session.query<{ pos: number; tick: number }>(
      'SELECT tick, pos FROM messaging.bridges',
    );
    await session.query(`UPDATE messaging.bridges SET tick = 0, pos = 0, owner = NULL`);
    await publish(relays[1], ...extensions(200, 210));
    await untilGiven(210);
    await until('it has come past where it was', async () => {
      const { rowCount } = await session.query(
        'SELECT FROM messaging.bridges WHERE (tick, pos) > ($1, $2)',
        Object.values({ tick: rows[0]?.tick, pos: rows[0]?.pos }),
      );
      return rowCount === 1 ? true : notYet();
    });
    expect(given.map(({ payload }) => payload)).toMatchObject(
      extensions(0, 210).map(({ extensionName }) => ({ extensionName })),
    );
  });

  it('is told what is written from its first start on, and what was written while its server was away or no relay ran [1-18]', async () => {
    const before = await startMessagingApplication({
      ...{ url: database.url, name: 'before', roles: ['relay'], modules: [ProbeModule], tells: false },
    });
    await publish(before, ...extensions(0, 3));
    await until('the facts are in the log', async () => {
      const { rowCount } = await session.query('SELECT FROM messaging.ticks WHERE total = 3');
      return rowCount === 1 ? true : notYet();
    });
    const first = await start();
    await publish(first, ...extensions(3, 6));
    const early = working();
    await early.untilGiven(3);
    await redis.kill();
    await publish(first, ...extensions(6, 9));
    await first.stop();
    applications.splice(0);
    await publish(before, ...extensions(9, 12));
    await before.stop();
    await redis.start();
    await start();
    await until('every fact', async () => {
      const keys = new Set(early.given.map(({ idempotencyKey }) => idempotencyKey));
      return keys.size === 9 ? true : notYet(keys.size);
    });
    const names = new Set(
      early.given.map(({ payload }) => (payload as { extensionName: string }).extensionName),
    );
    expect([...names]).toEqual(extensions(3, 12).map(({ extensionName }) => extensionName));
  });

  it('holds no more than so much that nobody takes, by whatever name a worker waits; the rest is in the log', async () => {
    work(async () => undefined, 'domain-events');
    const application = await start();
    for (let at = 0; at < 10_500; at += 3_500) await publish(application, ...extensions(at, at + 3_500));
    const state = await until('the relay stands still', async () => {
      const { rows } = await session.query<{ undone: number; oldest: Date | null; behind: boolean }>(
        `SELECT undone::int, oldest_at AS oldest, (tick, pos) < (SELECT max(tick), max(last_pos) FROM messaging.ticks) AS behind
         FROM messaging.bridges`,
      );
      return (rows[0]?.undone ?? 0) >= 10_000 ? rows[0] : notYet(rows[0]);
    });
    expect(state).toMatchObject({ undone: 10_000, behind: true, oldest: expect.any(Date) });
    const { untilGiven } = working();
    await untilGiven(10_500);
  }, 90_000);

  it('is told again from then on, when it was given up while a relay still has its address', async () => {
    const { given, untilGiven } = working();
    const application = await start();
    await publish(application, extensionPublished('before'));
    await untilGiven(1);
    // As an operator may while its server is away: nobody has told it anything for some seconds then.
    await session.query('DELETE FROM messaging.bridges');
    await until('it is known again', async () => {
      const { rowCount } = await session.query('SELECT FROM messaging.bridges');
      return rowCount === 1 ? true : notYet();
    });
    await publish(application, extensionPublished('after'));
    await untilGiven(2);
    expect(given[1]).toMatchObject({ payload: { extensionName: '@probe/after' } });
  });

  it('waits behind a fact that is larger than its server takes, which is told with the limit to raise', async () => {
    const said: string[] = [];
    vi.spyOn(Logger.prototype, 'warn').mockImplementation((line) => void said.push(String(line)));
    const { untilGiven } = working();
    const operator = new Redis(redis.url);
    // The least that Redis can be told.
    await operator.config('SET', 'proto-max-bulk-len', 1_048_576);
    const application = await start();
    const large = new PointsGrantedIntegrationEvent({
      ...{ userId: 'ann', username: 'ann', grantId: 'g1', category: 'c', amount: 1, total: 1 },
      source: 'x'.repeat(1_300_000),
    });
    await publish(application, large, extensionPublished('next'));
    try {
      const sentence = await until('the sentence', async () => said[0] ?? notYet());
      expect(sentence).toMatch(
        /^Nothing can be sent to DOMAIN_EVENTS: a fact takes 1300\d\d\d bytes, .* Raise proto-max-bulk-len there\./,
      );
      await operator.config('SET', 'proto-max-bulk-len', 536_870_912);
      // Whoever connects anew asks for it.
      await operator.client('KILL', 'TYPE', 'normal');
      await untilGiven(2);
    } finally {
      vi.restoreAllMocks();
      operator.disconnect();
    }
  });

  it('is on no server that would lose what it takes in', async () => {
    await redis.stop();
    await startServer({ appendonly: 'no' });
    await expect(start()).rejects.toThrow(
      /^DOMAIN_EVENTS at 127\.0\.0\.1:\d+ would lose facts: .*Set appendonly to yes/,
    );
  });
});

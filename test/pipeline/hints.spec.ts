import { type OpenHints, PostgresTransport } from '@boardwalk/messaging';
import { NatsHints } from '@boardwalk/nats';
import { UnitsOfWork } from '@boardwalk/persistence';
import { RedisHints } from '@boardwalk/redis';
import { notYet, testDatabase, type TestDatabase, until } from '@boardwalk/testing';
import {
  type MessagingApplication,
  startMessagingApplication,
} from '@boardwalk/testing/messaging-application';
import { Logger } from '@nestjs/common';
import { EventBus } from '@nestjs/cqrs';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BrokerServer, StartServer } from '../servers/broker-server.js';
import { lackingNats, natsServer, natsServerWith } from '../servers/nats.js';
import { redisServer, startRedis } from '../servers/redis.js';
import { behaveWell, extensionPublished, ProbeModule } from './probe.js';

interface Line {
  readonly name: string;
  readonly start: StartServer;
  readonly over: (url: string) => OpenHints;
}

const lines: readonly Line[] = [
  { name: 'Redis Pub/Sub', start: redisServer, over: (url) => (hearing) => new RedisHints(url, hearing) },
  { name: 'core NATS', start: natsServer, over: (url) => (hearing) => new NatsHints(url, hearing) },
];

describe.each(lines)('hints over $name', ({ start, over }) => {
  let started: Awaited<ReturnType<StartServer>>;
  let server: BrokerServer;
  let database: TestDatabase;
  const open: PostgresTransport[] = [];
  const applications: MessagingApplication[] = [];

  beforeAll(async () => {
    started = await start();
    if (!('missing' in started)) server = started;
  }, 120_000);
  beforeEach(async (context) => {
    if ('missing' in started) context.skip(started.missing);
    behaveWell();
    database = await testDatabase('hints');
  });
  afterEach(async () => {
    if ('missing' in started) return;
    await Promise.all(open.splice(0).map((transport) => transport.stop()));
    for (const application of applications.splice(0)) await application.stop();
    await database.drop();
  });
  afterAll(() => server?.stop());

  const transport = (url = server.url) => new PostgresTransport(database.url, undefined, over(url));

  /** A process's end of the line, and what came over it. */
  async function connected(listens: { readonly written: boolean } = { written: true }) {
    const near = transport();
    open.push(near);
    const heard = { written: 0, grew: 0 };
    if (listens.written) near.onFactsWritten((count) => (heard.written += count));
    near.onLogGrew(() => (heard.grew += 1));
    await near.start();
    // Whoever connects looks once.
    await until('the connection', async () => (heard.grew > 0 ? true : notYet()));
    Object.assign(heard, { written: 0, grew: 0 });
    return { near, heard };
  }

  async function run(roles: readonly ('relay' | 'worker')[], url?: string): Promise<MessagingApplication> {
    const application = await startMessagingApplication({
      ...{ url: database.url, name: `${roles.join()} ${applications.length}`, roles },
      ...{ modules: [ProbeModule], transport: transport(url), tells: false },
    });
    applications.push(application);
    return application;
  }
  const publish = ({ context }: MessagingApplication, name: string) =>
    context.get(UnitsOfWork).run(() => context.get(EventBus).publish(extensionPublished(name)));

  async function untilEffects(session: pg.Client, count: number): Promise<void> {
    await until(
      `${count} effects`,
      async () => {
        const { rowCount } = await session.query('SELECT FROM probe.effects');
        return rowCount === count ? true : notYet(rowCount);
      },
      { everyMs: 5 },
    );
  }

  it('reach every other process, of each kind, and not the one that gave them', async () => {
    const writer = await connected({ written: false });
    const relay = await connected();
    const other = await connected();
    writer.near.factsWritten(3);
    await until('news of facts', async () =>
      relay.heard.written > 0 && other.heard.written > 0 ? true : notYet(relay.heard),
    );
    relay.near.logGrew();
    await until('news of the log', async () =>
      writer.heard.grew > 0 && other.heard.grew > 0 ? true : notYet(writer.heard),
    );
    expect(writer.heard.written).toBe(0);
    // Its own, once, as it gave it.
    expect(relay.heard.grew).toBe(1);
  });

  it('wake the other database’s readers too', async () => {
    const reader = transport();
    open.push(reader);
    let grew = 0;
    const news = () => {
      throw new Error('Nobody listens to that database itself.');
    };
    reader.source({ read: async () => [] }, { database: { news }, grew: () => (grew += 1) });
    await reader.start();
    const { near } = await connected();
    const before = grew;
    near.logGrew();
    await until('news of the other log', async () => (grew > before ? true : notYet(grew)));
  });

  it('come again when the server comes back', async () => {
    const writer = await connected();
    const other = await connected();
    await server.restart();
    await until(
      'news over the new connections',
      async () => {
        writer.near.logGrew();
        return other.heard.grew > 0 && writer.heard.grew > 0 ? true : notYet();
      },
      { stallMs: 20_000, everyMs: 100 },
    );
  });

  it('make facts arrive between processes long before anybody looks by himself', async () => {
    await run(['worker']);
    await run(['relay']);
    const writer = await run([]);
    const session = new pg.Client({ connectionString: database.url });
    await session.connect();
    await publish(writer, 'first');
    await untilEffects(session, 1);
    const began = performance.now();
    for (let n = 0; n < 20; n += 1) {
      await publish(writer, `e${n}`);
      await untilEffects(session, n + 2);
    }
    const each = (performance.now() - began) / 20;
    await session.end();
    // A relay that only looks each second takes half of one on average, and a worker as much again.
    expect(each).toBeLessThan(500);
  });

  it('carry nothing: without a server every fact arrives, once, a moment later [3-20]', async () => {
    const nobody = server.url.replace(/:\d+$/, ':1');
    await run(['worker'], nobody);
    await run(['relay'], nobody);
    const writer = await run([], nobody);
    const session = new pg.Client({ connectionString: database.url });
    await session.connect();
    for (let n = 0; n < 3; n += 1) {
      await publish(writer, `e${n}`);
      await untilEffects(session, n + 1);
    }
    const { rows } = await session.query<{ key: string }>('SELECT key FROM probe.effects ORDER BY key');
    await session.end();
    expect(rows.map(({ key }) => key)).toEqual(['@probe/e0', '@probe/e1', '@probe/e2']);
  });
});

/** A server with an account that may say everything and hear nothing, until it is let. */
interface Shut {
  readonly url: string;
  letListen(): Promise<void>;
  stop(): Promise<void>;
}

const shut: Readonly<Record<string, () => Promise<Shut | { readonly missing: string }>>> = {
  'Redis Pub/Sub': async () => {
    const server = await startRedis();
    if ('missing' in server) return server;
    const operator = new Redis(server.url);
    await operator.call('ACL', 'SETUSER', 'deaf', 'on', '>of-the-deaf', 'allchannels', '+@all', '-subscribe');
    return {
      url: server.url.replace('//', '//deaf:of-the-deaf@'),
      letListen: async () => void (await operator.call('ACL', 'SETUSER', 'deaf', '+subscribe')),
      stop: async () => {
        operator.disconnect();
        await server.stop();
      },
    };
  },
  'core NATS': async () => {
    if (lackingNats !== '') return { missing: lackingNats };
    const configuration = (hears: string) =>
      `authorization { users = [{ user: deaf, password: of-the-deaf, permissions: { publish: ">", subscribe: ${hears} } }] }`;
    const server = await natsServerWith(configuration('"_INBOX.>"'));
    return {
      url: server.url.replace('//', '//deaf:of-the-deaf@'),
      letListen: async () => {
        await server.configure(configuration('">"'));
        await server.restart();
      },
      stop: () => server.stop(),
    };
  },
};

describe.each(lines)('hints over $name that nobody may listen to', ({ name, over }) => {
  it('are told of, with the reason, and come as soon as they may', async (context) => {
    const server = await shut[name]?.();
    if (server === undefined || 'missing' in server) return context.skip(server?.missing);
    const database = await testDatabase('shut hints');
    const said: string[] = [];
    vi.spyOn(Logger.prototype, 'warn').mockImplementation((line) => void said.push(String(line)));
    const [near, far] = [0, 1].map(() => new PostgresTransport(database.url, undefined, over(server.url)));
    let grew = 0;
    far?.onLogGrew(() => (grew += 1));
    try {
      await Promise.all([near?.start(), far?.start()]);
      await until('words about it', async () =>
        said.some((line) => /NOPERM.*subscribe|Permissions Violation.*"boardwalk_grew"/i.test(line))
          ? true
          : notYet(said),
      );
      await server.letListen();
      await until(
        'news',
        async () => {
          near?.logGrew();
          return grew > 2 ? true : notYet(grew);
        },
        { stallMs: 20_000, everyMs: 100 },
      );
    } finally {
      await Promise.all([near?.stop(), far?.stop()]);
      vi.restoreAllMocks();
      await database.drop();
      await server.stop();
    }
  });
});

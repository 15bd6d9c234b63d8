import { BullmqBroker } from '@boardwalk/bullmq';
import { type Broker, BrokerUnfitError, type Land } from '@boardwalk/messaging';
import { RedisStreamsBroker } from '@boardwalk/redis-streams';
import { notYet, until } from '@boardwalk/testing/until';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseLink } from '../servers/database-link.js';
import { type RedisProcess, type RedisSettings, startRedis } from '../servers/redis.js';

const channel = 'boardwalk.0123456789ab.ledger';
const upTo = (count: number) => Array.from({ length: count }, (_, n) => `${n + 1}`);
const messages = (bodies: readonly string[]) =>
  bodies.map((body) => {
    const id = `fact-${body.split(' ')[0]}`;
    const attributes = { id, type: 'stats.points-granted.v1', specversion: '1.0' };
    return { id, key: 'ann', attributes, body };
  });

/** What has landed, and in which batches. */
class Landed {
  readonly batches: (readonly string[])[] = [];
  underWay = 0;
  mostUnderWay = 0;
  /** What a batch is made to do before it lands. */
  before: (bodies: readonly string[]) => Promise<void> = async () => undefined;

  readonly land: Land = async (bodies) => {
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    try {
      await this.before(bodies);
      this.batches.push(bodies);
    } finally {
      this.underWay -= 1;
    }
  };

  get bodies(): Set<string> {
    return new Set(this.batches.flat());
  }

  async until(count: number, stallMs = 10_000): Promise<void> {
    const look = async () => (this.bodies.size >= count ? true : notYet(this.bodies.size));
    await until(`${count} messages`, look, { stallMs });
  }
}

/** Sends as a relay does: what was refused is sent again. */
async function sendAll(broker: Broker, bodies: readonly string[], size = 50): Promise<number> {
  let refused = 0;
  for (let at = 0; at < bodies.length; at += size)
    await until('a batch to be sent', () =>
      broker.send(channel, messages(bodies.slice(at, at + size))).then(
        () => true,
        () => notYet((refused += 1)),
      ),
    );
  return refused;
}

const { missing: lacking } = await startRedis().then(async (redis) => {
  if ('missing' in redis) return { missing: `. ${redis.missing}` };
  await redis.stop();
  return { missing: '' };
});

const start = async (settings: RedisSettings = {}): Promise<RedisProcess> => {
  const redis = await startRedis(settings);
  if ('missing' in redis) throw new Error(redis.missing);
  return redis;
};

interface Examined {
  readonly name: string;
  readonly open: (url: string) => Broker;
  /** How many messages the server holds. */
  readonly held: (redis: Redis) => Promise<number>;
  /** What a process that has gone leaves behind, besides messages. */
  readonly left: (redis: Redis) => Promise<unknown[]>;
  /** Writes as somebody does who knows nothing of facts. */
  readonly meddle: (redis: Redis) => Promise<unknown>;
}

const brokers: readonly Examined[] = [
  {
    name: 'redis-streams',
    open: (url) => new RedisStreamsBroker(url),
    held: (redis) => redis.xlen(channel),
    left: (redis) => redis.xinfo('CONSUMERS', channel, 'boardwalk') as Promise<unknown[]>,
    meddle: (redis) => redis.xadd(channel, '*', 'name', 'ann', 'age', '7'),
  },
  {
    name: 'bullmq',
    open: (url) => new BullmqBroker(url),
    held: async (redis) => (await redis.keys(`bull:${channel}:fact-*`)).length,
    left: async (redis) => [
      ...(await redis.lrange(`bull:${channel}:active`, 0, -1)),
      ...(await redis.zrange(`bull:${channel}:failed`, 0, -1)),
      ...(await redis.zrange(`bull:${channel}:completed`, 0, -1)),
    ],
    meddle: async (redis) => {
      const queue = new Queue(channel, { connection: redis });
      await queue.add('greeting', { name: 'ann', age: '7' });
      await queue.close();
    },
  },
];

describe.skipIf(lacking !== '').each(brokers)(`the broker $name${lacking}`, (examined) => {
  let server: RedisProcess;
  let broker: Broker;
  let landed: Landed;
  const opened: Broker[] = [];
  const open = async (url = server.url): Promise<Broker> => {
    const another = examined.open(url);
    opened.push(another);
    await another.connect();
    return another;
  };
  const untilEmpty = () =>
    until('an empty server', async () => {
      const count = await look(server.url, examined.held);
      return count === 0 ? true : notYet(count);
    });

  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    landed = new Landed();
    broker = await open();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
    await server.wipe();
  });

  it('brings all that is sent, in batches, one at a time, and keeps nothing of it', async () => {
    await broker.send(channel, messages(upTo(700)));
    await broker.receive(channel, landed.land);
    await broker.send(channel, messages(upTo(2_000).slice(700)));
    await landed.until(2_000);
    expect(landed.batches.length).toBeLessThan(200);
    expect(Math.max(...landed.batches.map((batch) => batch.length))).toBeLessThanOrEqual(500);
    expect(landed.mostUnderWay).toBe(1);
    await untilEmpty();
  });

  it('keeps channels apart, and serves them at once', async () => {
    const elsewhere = new Landed();
    await broker.receive(channel, landed.land);
    await broker.receive(`${channel}.2`, elsewhere.land);
    await Promise.all([
      broker.send(channel, messages(['here'])),
      broker.send(`${channel}.2`, messages(['there'])),
    ]);
    await Promise.all([landed.until(1), elsewhere.until(1)]);
    expect([...landed.bodies, ...elsewhere.bodies]).toEqual(['here', 'there']);
  });

  it('loses nothing when the server is killed while messages are under way', async () => {
    await broker.receive(channel, landed.land);
    let killed: Promise<void> | undefined;
    landed.before = async () => {
      if (landed.bodies.size > 500) killed ??= server.restart();
    };
    await sendAll(broker, upTo(3_000));
    await landed.until(3_000);
    expect(killed).toBeDefined();
    await killed;
    await untilEmpty();
  }, 60_000);

  it('goes on when the server was emptied', async () => {
    await broker.receive(channel, landed.land);
    await sendAll(broker, upTo(100));
    await landed.until(100);
    await server.wipe();
    await sendAll(broker, upTo(300));
    await landed.until(300);
    await untilEmpty();
  });

  it('brings again, and not in a rush, what did not land', async () => {
    let failures = 0;
    landed.before = async () => {
      if (failures === 3) return;
      failures += 1;
      throw new Error('the database is away');
    };
    const begun = performance.now();
    await broker.receive(channel, landed.land);
    await broker.send(channel, messages(upTo(100)));
    await landed.until(100);
    expect(failures).toBe(3);
    expect(performance.now() - begun).toBeGreaterThan(300);
    await untilEmpty();
  });

  it('shares a channel between receivers', async () => {
    const other = new Landed();
    const both = async () => {
      const count = new Set([...landed.bodies, ...other.bodies]).size;
      return count === 4_000 ? true : notYet(count);
    };
    await broker.receive(channel, landed.land);
    await (await open()).receive(channel, other.land);
    await sendAll(broker, upTo(4_000));
    await until('everything at one of them', both);
    expect(landed.bodies.size).toBeGreaterThan(0);
    expect(other.bodies.size).toBeGreaterThan(0);
    await untilEmpty();
  });

  it('gives to another what a process had taken that is gone', async () => {
    const link = await DatabaseLink.to(server.url);
    const gone = await open(link.url);
    const taken = Promise.withResolvers<void>();
    const forEver = Promise.withResolvers<void>();
    await gone.receive(channel, async () => {
      taken.resolve();
      await forEver.promise;
    });
    await broker.send(channel, messages(upTo(20)));
    await taken.promise;
    await link.cut();
    await broker.receive(channel, landed.land);
    await landed.until(20, 20_000);
    await untilEmpty();
    forEver.resolve();
  }, 60_000);

  it('refuses what is sent while the connection is cut, and goes on by itself afterwards', async () => {
    const link = await DatabaseLink.to(server.url);
    const far = await open(link.url);
    await far.receive(channel, landed.land);
    await sendAll(far, upTo(200));
    await link.cut();
    const begun = performance.now();
    await expect(far.send(channel, messages(['lost']))).rejects.toThrow(
      /there is no connection to 127\.0\.0\.1/,
    );
    await expect(far.receive(`${channel}.2`, landed.land)).rejects.toThrow(/./);
    expect(performance.now() - begun).toBeLessThan(5_000);
    await link.join();
    await sendAll(far, upTo(400));
    await landed.until(400);
    await untilEmpty();
    await far.close();
    await link.cut();
  }, 60_000);

  it('refuses within five seconds what is sent to a server that does not answer', async () => {
    await broker.receive(channel, landed.land);
    server.freeze();
    const begun = performance.now();
    await expect(broker.send(channel, messages(['1']))).rejects.toThrow(/has not answered for 4 s/);
    expect(performance.now() - begun).toBeLessThan(5_000);
    server.thaw();
    await sendAll(broker, upTo(10));
    await landed.until(10);
  }, 60_000);

  it('gives back at its end what it does not land, and takes no more', async () => {
    const end = await broker.receive(channel, async () => {
      throw new Error('the database is away');
    });
    await broker.send(channel, messages(upTo(10)));
    await end();
    await (await open()).receive(channel, landed.land);
    await landed.until(10);
    expect(landed.bodies.size).toBe(10);
  });

  it('lands at its end what it has taken', async () => {
    const entered = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    landed.before = async () => {
      entered.resolve();
      await gate.promise;
    };
    await broker.send(channel, messages(upTo(10)));
    await broker.receive(channel, landed.land);
    await entered.promise;
    const closed = broker.close();
    gate.resolve();
    await closed;
    expect(landed.bodies.size).toBeGreaterThan(0);
    const count = landed.bodies.size;
    expect(await look(server.url, examined.held)).toBe(10 - count);
  });

  it('leaves nothing of itself behind when it is closed', async () => {
    const another = await open();
    await another.receive(channel, landed.land);
    await sendAll(another, upTo(600));
    await landed.until(600);
    await Promise.all([another.close(), broker.close()]);
    expect(await look(server.url, examined.held)).toBe(0);
    expect(await look(server.url, examined.left)).toEqual([]);
    await until('no connection but the one that looks', async () => {
      const told = await look(server.url, (redis) => redis.info('clients'));
      const count = Number(/^connected_clients:(\d+)/m.exec(told)?.[1]);
      return count === 1 ? true : notYet(count);
    });
  });

  it('hands over what others write, as it is', async () => {
    await broker.receive(channel, landed.land);
    await look(server.url, examined.meddle);
    await landed.until(1);
    expect([...landed.bodies]).toEqual(['{"name":"ann","age":"7"}']);
    await untilEmpty();
  });

  it.each<[RedisSettings, RegExp]>([
    [
      { 'maxmemory-policy': 'allkeys-lru' },
      /would lose facts: it makes room by dropping messages .+ noeviction/,
    ],
    [{ appendonly: 'no' }, /would lose facts: it writes nothing down .+ Set appendonly to yes/],
    [{ appendfsync: 'no' }, /would lose facts: it leaves to the operating system .+ Set appendfsync/],
  ])('refuses a server with %o', async (settings, sentence) => {
    const unfit = await start(settings);
    const refusal = await open(unfit.url).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BrokerUnfitError);
    expect(String(refusal)).toMatch(sentence);
    await unfit.stop();
  });

  it('is refused by a server that is full, which loses nothing', async () => {
    const small = await start({ maxmemory: '12mb' });
    const to = await open(small.url);
    const bodies = upTo(4_000).map((n) => `${n} ${'x'.repeat(10_000)}`);
    let sent = 0;
    const refusal = await (async () => {
      for (; sent < bodies.length; sent += 10)
        await to.send(channel, messages(bodies.slice(sent, sent + 10)));
      return undefined;
    })().catch((error: unknown) => error);
    expect(String(refusal)).toMatch(/has no memory left and takes nothing in/);
    expect(sent).toBeGreaterThan(100);
    await look(small.url, async (redis) => void (await redis.config('SET', 'maxmemory', '0')));
    await to.receive(channel, landed.land);
    await sendAll(to, bodies.slice(sent, sent + 20));
    await landed.until(sent + 20);
    await to.close();
    await small.stop();
  }, 60_000);
});

/** One look at the server. */
async function look<T>(url: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}

import { once } from 'node:events';
import { KafkaBroker } from '@boardwalk/kafka';
import type { BrokerMessage } from '@boardwalk/messaging';
import { notYet, until } from '@boardwalk/testing/until';
import { Admin, Consumer, ListOffsetTimestamps, Producer, stringSerializers } from '@platformatic/kafka';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseLink } from '../servers/database-link.js';
import { freePort } from '../servers/free-port.js';
import { startKafka } from '../servers/kafka.js';

const port = await freePort();
const link = await DatabaseLink.to(`kafka://127.0.0.1:${port}`);
const started = await startKafka({ port, advertised: Number(/\d+$/.exec(link.url)?.[0]) });
const lacking = 'missing' in started ? ` (${started.missing})` : '';

const upTo = (count: number, from = 0) =>
  Array.from({ length: count - from }, (_, n) => String(from + n + 1));
const messages = (bodies: readonly string[]): BrokerMessage[] =>
  bodies.map((body) => ({
    id: `id-${body}`,
    key: 'ann',
    attributes: { id: `id-${body}`, type: 'a.b.v1', partitionkey: 'ann' },
    body,
  }));

describe.skipIf(lacking !== '')(`Kafka as a broker${lacking}`, () => {
  if ('missing' in started) return;
  const server = started;
  const options = { clientId: 'test', bootstrapBrokers: [`127.0.0.1:${port}`] };
  let broker: KafkaBroker;
  let channel: string;
  let made = 0;
  const others: KafkaBroker[] = [];
  const another = () => {
    const other = new KafkaBroker(link.url);
    others.push(other);
    return other;
  };

  beforeEach(async () => {
    channel = `boardwalk.adapter.${(made += 1)}`;
    broker = another();
    await broker.connect();
  });
  afterEach(async () => {
    await Promise.all(others.splice(0).map((other) => other.close()));
  });
  afterAll(async () => {
    await server.stop();
    await link.cut();
  });

  /** Lands in memory. */
  const receiver = async (of = broker) => {
    const bodies: string[] = [];
    const calls: number[] = [];
    const end = await of.receive(channel, async (batch) => {
      calls.push(batch.length);
      bodies.push(...batch);
    });
    return { bodies, calls, end };
  };
  const untilAll = (bodies: readonly string[], wanted: readonly string[], stallMs = 20_000) =>
    until(
      `${wanted.length} messages`,
      async () => {
        const have = new Set(bodies);
        return wanted.every((body) => have.has(body)) ? true : notYet(have.size);
      },
      { stallMs },
    );
  const asked = async <T>(question: (admin: Admin) => Promise<T>): Promise<T> => {
    const admin = new Admin(options);
    try {
      return await question(admin);
    } finally {
      await admin.close();
    }
  };
  const held = () =>
    asked(async (admin) => {
      const at = async (timestamp: bigint) => {
        const [topic] = await admin.listOffsets({
          topics: [{ name: channel, partitions: [{ partitionIndex: 0, timestamp }] }],
        });
        return topic?.partitions[0]?.offset ?? 0n;
      };
      return Number((await at(ListOffsetTimestamps.LATEST)) - (await at(ListOffsetTimestamps.EARLIEST)));
    });
  const sendUntilSent = (of: KafkaBroker, bodies: readonly string[]) =>
    until(
      'a send',
      () =>
        of.send(channel, messages(bodies)).then(
          () => true as const,
          (error: Error) => notYet(error.message),
        ),
      { stallMs: 30_000, everyMs: 200 },
    );

  it('brings everything in batches of at most 500, and then holds nothing any more', async () => {
    await broker.send(channel, messages(upTo(2_300)));
    expect(await held()).toBe(2_300);
    const { bodies, calls } = await receiver();
    await untilAll(bodies, upTo(2_300));
    expect(bodies).toEqual(upTo(2_300));
    expect(Math.max(...calls)).toBeLessThanOrEqual(500);
    await until('an empty topic', async () => ((await held()) === 0 ? true : notYet(await held())));
  });

  it('shows CloudEvents attributes as headers, and the ordering key as the key', async () => {
    await broker.send(channel, messages(['a']));
    const reader = new Consumer({ ...options, groupId: 'reader' });
    const stream = await reader.consume({ topics: [channel], mode: 'earliest', autocommit: false });
    const [record] = (await once(stream, 'data')) as [
      { key: Buffer; value: Buffer; headers: Map<Buffer, Buffer> },
    ];
    await reader.close(true);
    expect(record.key.toString()).toBe('ann');
    expect(
      Object.fromEntries([...record.headers].map(([name, value]) => [name.toString(), value.toString()])),
    ).toEqual({
      ce_id: 'id-a',
      ce_type: 'a.b.v1',
      ce_partitionkey: 'ann',
      'content-type': 'application/json',
    });
  });

  it('takes what is large, alone and together', async () => {
    const large = [...upTo(40).map((n) => n.padEnd(200_000, '.')), 'x'.repeat(6_000_000)];
    await broker.send(channel, messages(large));
    const { bodies } = await receiver();
    await untilAll(bodies, large);
    expect(bodies).toEqual(large);
  });

  it('sends to several channels at once', async () => {
    const channels = upTo(6).map((n) => `${channel}.${n}`);
    await Promise.all(channels.map((name) => broker.send(name, messages(upTo(200)))));
    const counts = await asked((admin) =>
      admin.listOffsets({
        topics: channels.map((name) => ({ name, partitions: [{ partitionIndex: 0, timestamp: -1n }] })),
      }),
    );
    expect(counts.map(({ partitions }) => partitions[0]?.offset)).toEqual(channels.map(() => 200n));
  });

  it('brings again what did not land, after a rest, and acknowledges nothing before', async () => {
    await broker.send(channel, messages(upTo(700)));
    const calls: { at: number; first: string | undefined }[] = [];
    const landed: string[] = [];
    await broker.receive(channel, async (bodies) => {
      calls.push({ at: performance.now(), first: bodies[0] });
      if (calls.length === 1) landed.push(...bodies);
      else if (calls.length <= 4) throw new Error('not now');
      else landed.push(...bodies);
    });
    await untilAll(landed, upTo(700));
    expect(landed).toEqual(upTo(700));
    expect(calls.slice(1, 5).map(({ first }) => first)).toEqual(['501', '501', '501', '501']);
    const [, second, , , last] = calls;
    expect((last?.at ?? 0) - (second?.at ?? 0)).toBeGreaterThan(600);
  });

  it('brings again what was landing when the process went away', async () => {
    await broker.send(channel, messages(upTo(10)));
    const landing = Promise.withResolvers<void>();
    const refusal = Promise.withResolvers<void>();
    const end = await broker.receive(channel, () => {
      landing.resolve();
      return refusal.promise;
    });
    await landing.promise;
    refusal.reject(new Error('the process ends'));
    await end();
    const { bodies } = await receiver(another());
    await untilAll(bodies, upTo(10));
  });

  it('is shared by processes: what one has got no other gets, and when one ends another goes on', async () => {
    const one = await receiver();
    const two = await receiver(another());
    await broker.send(channel, messages(upTo(300)));
    const all = () => [...one.bodies, ...two.bodies];
    await until('all of them', async () => (all().length >= 300 ? true : notYet(all().length)));
    expect(all().sort()).toEqual(upTo(300).sort());
    const [active, other] = one.bodies.length > 0 ? [one, two] : [two, one];
    await active.end();
    const before = all().length;
    await broker.send(channel, messages(upTo(600, 300)));
    await until('the rest', async () => (all().length >= before + 300 ? true : notYet(all().length)));
    expect(other.bodies.length).toBeGreaterThanOrEqual(300);
  });

  it('goes on when a process is gone that held the channel, as soon as the group has noticed', async () => {
    await broker.send(channel, messages(upTo(5)));
    const dead = new Consumer({
      ...options,
      groupId: channel,
      sessionTimeout: 6_000,
      rebalanceTimeout: 10_000,
    });
    dead.topics.track(channel);
    await dead.joinGroup();
    await dead.connections.close();
    const since = performance.now();
    const { bodies } = await receiver();
    await untilAll(bodies, upTo(5));
    expect(performance.now() - since).toBeLessThan(15_000);
    dead.memberId = null;
    await dead.close(true);
  }, 40_000);

  it.each(['restart', 'wipe'] as const)(
    'comes back by itself after a %s, with everybody who shares it',
    async (blow) => {
      const bodies: string[] = [];
      for (const of of [broker, another()])
        await of.receive(channel, async (batch) => void bodies.push(...batch));
      const acknowledged: string[] = [];
      let struck: Promise<void> | undefined;
      for (let at = 0; at < 2_400; at += 100) {
        const batch = upTo(at + 100, at);
        if (at === 1_200) struck = server[blow]();
        await sendUntilSent(broker, batch);
        acknowledged.push(...batch);
      }
      await struck;
      // What a wiped server had acknowledged is gone; the relay sends it again.
      const wanted = blow === 'restart' ? acknowledged : acknowledged.slice(-500);
      await untilAll(bodies, wanted);
    },
    120_000,
  );

  it('rejects soon what is sent while the connection is cut, and goes on when it is whole', async () => {
    const { bodies } = await receiver();
    await broker.send(channel, messages(upTo(10)));
    await untilAll(bodies, upTo(10));
    await link.cut();
    const since = performance.now();
    await expect(broker.send(channel, messages(['lost']))).rejects.toThrow(/./);
    expect(performance.now() - since).toBeLessThan(5_500);
    await link.join();
    await sendUntilSent(broker, upTo(20, 10));
    await untilAll(bodies, upTo(20));
  }, 60_000);

  it('rejects soon what is sent to a server that stands still, and goes on when it does', async () => {
    const { bodies } = await receiver();
    await broker.send(channel, messages(upTo(10)));
    await untilAll(bodies, upTo(10));
    server.freeze();
    const since = performance.now();
    await expect(broker.send(channel, messages(['late']))).rejects.toThrow(/does not answer/);
    expect(performance.now() - since).toBeLessThan(5_500);
    await expect(broker.send(channel, messages(['later']))).rejects.toThrow(/./);
    server.goOn();
    await sendUntilSent(broker, upTo(20, 10));
    await untilAll(bodies, upTo(20));
  }, 90_000);

  it('can be closed while the server stands still', async () => {
    const { bodies } = await receiver();
    await broker.send(channel, messages(upTo(10)));
    await untilAll(bodies, upTo(10));
    server.freeze();
    const since = performance.now();
    await broker.close();
    server.goOn();
    expect(performance.now() - since).toBeLessThan(8_000);
  }, 60_000);

  it('deletes what has landed before it ends', async () => {
    const { bodies, end } = await receiver();
    await broker.send(channel, messages(upTo(10)));
    await untilAll(bodies, upTo(10));
    await end();
    expect(await held()).toBe(0);
  });

  it('makes a topic anew that somebody has deleted', async () => {
    const { bodies } = await receiver();
    await broker.send(channel, messages(upTo(10)));
    await untilAll(bodies, upTo(10));
    await asked((admin) => admin.deleteTopics({ topics: [channel] }));
    await sendUntilSent(broker, upTo(20, 10));
    await sendUntilSent(broker, upTo(30, 20));
    await untilAll(bodies, upTo(30, 20));
  }, 60_000);

  it('begins with the oldest where its place is gone', async () => {
    await broker.send(channel, messages(upTo(100)));
    const group = new Consumer({ ...options, groupId: channel });
    group.topics.track(channel);
    await group.joinGroup();
    await group.commit({ offsets: [{ topic: channel, partition: 0, offset: 5_000n, leaderEpoch: 0 }] });
    await group.close(true);
    const { bodies } = await receiver();
    await untilAll(bodies, upTo(100));
  });

  it('hands over what others have written like everything else', async () => {
    await broker.send(channel, messages(['ours']));
    const stranger = new Producer({ ...options, serializers: stringSerializers });
    await stranger.send({ messages: [{ topic: channel, value: 'theirs' }], acks: -1 });
    await stranger.close();
    const raw = new Producer(options);
    await raw.send({
      messages: [
        { topic: channel, key: Buffer.from('k') } as never,
        { topic: channel, value: Buffer.from([255]) },
      ],
      acks: -1,
    });
    await raw.close();
    const { bodies } = await receiver();
    await until('four messages', async () => (bodies.length === 4 ? true : notYet(bodies)));
    expect(bodies).toEqual(['ours', 'theirs', '', '\uFFFD']);
  });

  it.each<[string, { name: string; value: string }[], number, RegExp]>([
    ['drops after a minute', [{ name: 'retention.ms', value: '60000' }], 1, /drops messages after 60 s/],
    [
      'is compacted',
      [{ name: 'cleanup.policy', value: 'compact' }],
      1,
      /keeps only the last message of a key/,
    ],
    ['is limited in size', [{ name: 'retention.bytes', value: '1000' }], 1, /retention.bytes=1000/],
    ['has three partitions', [], 3, /3 partitions/],
  ])('refuses a topic that %s, and says how to mend it', async (_, configs, partitions, reason) => {
    await asked((admin) => admin.createTopics({ topics: [channel], partitions, replicas: 1, configs }));
    const refusal = { name: 'BrokerUnfitError', message: expect.stringMatching(reason) };
    await expect(broker.send(channel, messages(['a']))).rejects.toMatchObject(refusal);
    await expect(receiver()).rejects.toMatchObject(refusal);
    await asked((admin) => admin.deleteTopics({ topics: [channel] }));
    await sendUntilSent(broker, ['a']);
    const { bodies } = await receiver();
    await untilAll(bodies, ['a']);
  });

  it('says that nobody is there, and connects later', async () => {
    await link.cut();
    const late = another();
    await expect(late.connect()).rejects.toThrow(/ECONNREFUSED/);
    const { bodies } = await receiver(late);
    await link.join();
    await sendUntilSent(late, ['a']);
    await untilAll(bodies, ['a']);
  }, 60_000);

  it('leaves nothing running when it is closed, and nothing can be sent then', async () => {
    const running = () =>
      process
        .getActiveResourcesInfo()
        .filter((kind) => /TCPSocket|Timeout/.test(kind))
        .sort();
    await broker.close();
    const before = running();
    const mine = new KafkaBroker(`kafka://127.0.0.1:${port}`);
    await mine.connect();
    await mine.send(channel, messages(upTo(10)));
    const { bodies } = await receiver(mine);
    await untilAll(bodies, upTo(10));
    await mine.close();
    await expect(mine.send(channel, messages(['a']))).rejects.toThrow('the connection was closed');
    await until('nothing left', async () => {
      const now = running();
      return now.length <= before.length ? true : notYet(now);
    });
  });
});

import { BrokerUnfitError } from '@boardwalk/messaging';
import { notYet, until } from '@boardwalk/testing/until';
import { JetStreamBroker, type JetStreamOptions } from '@boardwalk/nats';
import {
  AckPolicy,
  jetstream,
  type JetStreamManager,
  jetstreamManager,
  StorageType,
} from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DatabaseLink } from '../servers/database-link.js';
import { lackingNats, type NatsServer, natsServerWith } from '../servers/nats.js';
import { ChannelUnderTest } from './channel-under-test.js';

describe.skipIf(lackingNats !== '')(`JetStream on its server${lackingNats}`, () => {
  let server: NatsServer;
  let watching: NatsConnection;
  let manager: JetStreamManager;
  let channel: ChannelUnderTest;
  const open = new Set<JetStreamBroker>();

  beforeAll(async () => {
    server = await natsServerWith('jetstream {}');
    watching = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
    manager = await jetstreamManager(watching);
  });
  afterAll(async () => {
    await watching.close();
    await server.stop();
  });
  beforeEach(() => {
    channel = new ChannelUnderTest();
  });
  afterEach(async () => {
    for (const broker of open) await broker.close();
    open.clear();
  });

  const client = async (url = server.url, options: JetStreamOptions = {}): Promise<JetStreamBroker> => {
    const broker = new JetStreamBroker(url, options);
    open.add(broker);
    await broker.connect();
    return broker;
  };
  /** Whether it is a release 2.x that is not older. */
  const isAtLeast = (minor: number) => Number(server.version.split('.')[1]) >= minor;
  const streamName = () => channel.name.replaceAll('.', '_');
  const held = async () => (await manager.streams.info(streamName())).state.messages;
  const untilEmpty = () =>
    until(
      'an empty stream',
      async () => {
        const messages = await held();
        return messages === 0 ? true : notYet(messages);
      },
      { stallMs: 30_000 },
    );
  const took = async (work: Promise<unknown>): Promise<number> => {
    const start = performance.now();
    await expect(work).rejects.toThrow();
    return performance.now() - start;
  };

  it('keeps through its crash what it has said it had', async () => {
    const broker = await client();
    await broker.send(channel.name, channel.messages(0, 1_000));
    const crash = server.restart();
    const failures = await channel.sendAll(broker, 2_500);
    await crash;
    expect(failures).toBeGreaterThan(0);
    expect(await held()).toBeGreaterThanOrEqual(2_500);
    await broker.receive(channel.name, channel.land);
    await channel.untilLanded(2_500);
    await untilEmpty();
  }, 60_000);

  it('brings everything when it crashes while it is received from, and keeps nothing of it', async () => {
    const broker = await client();
    let crash: Promise<void> | undefined;
    await broker.receive(channel.name, async (bodies) => {
      if (channel.landed.size > 800) crash ??= server.restart();
      await channel.land(bodies);
    });
    await channel.sendAll(broker, 3_000);
    await channel.untilLanded(3_000);
    await crash;
    expect(crash).toBeDefined();
    await untilEmpty();
    expect(Math.max(...channel.batches)).toBeLessThanOrEqual(500);
  }, 60_000);

  it('goes on with nothing left after it was wiped', async () => {
    const broker = await client();
    await broker.receive(channel.name, channel.land);
    await channel.sendAll(broker, 500);
    await channel.untilLanded(500);
    await server.wipe();
    await channel.sendAll(broker, 1_000);
    await channel.untilLanded(1_000);
    await untilEmpty();
  }, 60_000);

  it.each(['stream', 'consumer'] as const)(
    'makes its %s again when somebody has removed it',
    async (what) => {
      const broker = await client();
      await broker.receive(channel.name, channel.land);
      await channel.sendAll(broker, 10);
      await channel.untilLanded(10);
      if (what === 'stream') await manager.streams.delete(streamName());
      else await manager.consumers.delete(streamName(), 'boardwalk');
      await channel.sendAll(broker, 20);
      await channel.untilLanded(20);
    },
  );

  it('brings what its consumer has gone past, as it may after a crash', async () => {
    const broker = await client();
    await channel.sendAll(broker, 10);
    const end = await broker.receive(channel.name, () => Promise.reject(new Error('not yet')));
    await end();
    // Older servers cannot be made to do it.
    if (isAtLeast(14)) await manager.consumers.reset(streamName(), 'boardwalk', 6);
    await broker.receive(channel.name, channel.land);
    await channel.untilLanded(10);
    await untilEmpty();
  }, 60_000);

  it('shares a channel among those that receive from it', async () => {
    const brokers = [await client(), await client()];
    const shares = [0, 0];
    for (const [at, broker] of brokers.entries())
      await broker.receive(channel.name, async (bodies) => {
        shares[at] = (shares[at] ?? 0) + bodies.length;
        await channel.land(bodies);
      });
    await channel.sendAll(await client(), 2_000, 50);
    await channel.untilLanded(2_000);
    expect(shares[0]).toBeGreaterThan(100);
    expect(shares[1]).toBeGreaterThan(100);
    expect([...channel.landed.values()].every((times) => times === 1)).toBe(true);
  });

  it('sends to several channels at once', async () => {
    const broker = await client();
    const channels = Array.from({ length: 5 }, () => new ChannelUnderTest());
    for (const { name, land } of channels) await broker.receive(name, land);
    await Promise.all(channels.map((one) => one.sendAll(broker, 500)));
    await Promise.all(channels.map((one) => one.untilLanded(500)));
  });

  it('brings again what could not land, after a while and no faster', async () => {
    const broker = await client();
    const attempts: number[] = [];
    await channel.sendAll(broker, 100);
    await broker.receive(channel.name, async (bodies) => {
      attempts.push(performance.now());
      if (attempts.length <= 3) throw new Error('no database');
      await channel.land(bodies);
    });
    await channel.untilLanded(100);
    const [first = 0, , , fourth = 0] = attempts;
    expect(fourth - first).toBeGreaterThan(1_900);
    await untilEmpty();
  });

  it('brings to others what a process had that died', async () => {
    const options = { ackWaitMs: 1_000 };
    const link = await DatabaseLink.to(server.url);
    const dying = await client(link.url, options);
    await channel.sendAll(dying, 300);
    const hanging = Promise.withResolvers<void>();
    let came = 0;
    await dying.receive(channel.name, async (bodies) => {
      came += bodies.length;
      await hanging.promise;
    });
    await until('it has something', async () => (came > 0 ? true : notYet()));
    await link.cut();
    const living = await client(server.url, options);
    await living.receive(channel.name, channel.land);
    await channel.untilLanded(300);
    await untilEmpty();
    hanging.resolve();
  });

  it('leaves to a process what it takes long to land', async () => {
    const options = { ackWaitMs: 1_000 };
    const [slow, other] = [await client(server.url, options), await client(server.url, options)];
    await channel.sendAll(slow, 200);
    const start = performance.now();
    await slow.receive(channel.name, async (bodies) => {
      await until('three times as long as it may be silent', async () => {
        const passed = Math.floor(performance.now() - start);
        return passed > 3_000 ? true : notYet(passed);
      });
      await channel.land(bodies);
    });
    await other.receive(channel.name, channel.land);
    await channel.untilLanded(200);
    expect([...channel.landed.values()].every((times) => times === 1)).toBe(true);
    await untilEmpty();
  });

  it('refuses at once to send while the connection is cut, and goes on by itself', async () => {
    const link = await DatabaseLink.to(server.url);
    const broker = await client(link.url);
    await broker.receive(channel.name, channel.land);
    await channel.sendAll(broker, 100);
    await channel.untilLanded(100);
    await link.cut();
    expect(await took(broker.send(channel.name, channel.messages(100, 200)))).toBeLessThan(1_000);
    await link.join();
    await channel.sendAll(broker, 2_000);
    await channel.untilLanded(2_000);
    await untilEmpty();
    await broker.close();
    await link.cut();
  });

  it('gives up soon when the server keeps silent, and goes on by itself', async () => {
    const broker = await client();
    await broker.receive(channel.name, channel.land);
    await channel.sendAll(broker, 10);
    server.freeze();
    try {
      // It may finish what it has begun.
      const silentFor = await until('the server is silent', async () => {
        const start = performance.now();
        const failed = await broker
          .send(channel.name, channel.messages(10, 20))
          .catch((error: Error) => error);
        return failed === undefined ? notYet(start) : performance.now() - start;
      });
      expect(silentFor).toBeLessThan(5_000);
    } finally {
      server.goOn();
    }
    await channel.sendAll(broker, 20);
    await channel.untilLanded(20);
  });

  it('gives back what it has not landed when it is ended', async () => {
    const [ending, staying] = [await client(), await client()];
    const entered = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const end = await ending.receive(channel.name, async (bodies) => {
      entered.resolve();
      await go.promise;
      await channel.land(bodies);
    });
    await ending.send(channel.name, channel.messages(0, 1));
    await entered.promise;
    await ending.send(channel.name, channel.messages(1, 400));
    await until('it has the others, too', async () => {
      const { num_ack_pending: pending } = await manager.consumers.info(streamName(), 'boardwalk');
      return pending === 400 ? true : notYet(pending);
    });
    // Whatever came before this answer has come.
    await ending.send(new ChannelUnderTest().name, channel.messages(0, 1));
    const ended = end();
    go.resolve();
    await ended;
    const landed = channel.landed.size;
    expect(landed).toBe(1);
    const start = performance.now();
    await staying.receive(channel.name, channel.land);
    await channel.untilLanded(400);
    // Older servers do not hear what is given back, and bring it when they would have brought it in any case.
    if (!isAtLeast(12)) return;
    expect(performance.now() - start).toBeLessThan(5_000);
    expect([...channel.landed.values()].every((times) => times === 1)).toBe(true);
  });

  it('brings once more what is sent once more, whatever became of it', async () => {
    const broker = await client();
    await channel.sendAll(broker, 50);
    await manager.streams.purge(streamName());
    expect(await held()).toBe(0);
    await channel.sendAll(broker, 50);
    expect(await held()).toBe(50);
    // What it would be like with the server's own way to drop repetitions.
    const raw = jetstream(watching);
    const first = await raw.publish(channel.name, 'body', { msgID: 'the id of a fact' });
    await manager.streams.purge(streamName());
    const again = await raw.publish(channel.name, 'body', { msgID: 'the id of a fact' });
    expect([first.duplicate, again.duplicate, await held()]).toEqual([false, true, 0]);
  });

  it('says with each message what it is about', async () => {
    const broker = await client();
    await channel.sendAll(broker, 1);
    const stored = await manager.streams.getMessage(streamName(), { last_by_subj: channel.name });
    expect(stored?.header.get('ce-id')).toBe('id%201');
    expect(stored?.header.get('ce-partitionkey')).toBe('key%201');
    expect(stored?.string()).toBe('body 1');
  });

  it('leaves nothing running when it is closed', async () => {
    const running = () =>
      process.getActiveResourcesInfo().filter((name) => /^(TCPSocketWrap|Timeout)$/.test(name)).length;
    const before = running();
    const broker = await client();
    await broker.receive(channel.name, channel.land);
    await channel.sendAll(broker, 10);
    await broker.close();
    // The test's own look is one of the timers.
    await until('nothing is left', async () => (running() <= before ? true : notYet(running())));
    await expect(broker.send(channel.name, channel.messages(0, 1))).rejects.toThrow(/no connection/);
    await broker.connect();
    await channel.sendAll(broker, 10);
  });

  it('says so when it has no room left, and takes in what it was refused when it has', async () => {
    const small = await natsServerWith('jetstream { max_file_store: 100000 }');
    try {
      const broker = await client(small.url);
      const [message] = channel.messages(0, 1);
      if (message === undefined) throw new Error('There is no message.');
      const large = { ...message, body: 'x'.repeat(40_000) };
      const sending = (async () => {
        for (let n = 0; n < 5; n += 1) await broker.send(channel.name, [large]);
      })();
      await expect(sending).rejects.toThrow(
        `NATS at 127.0.0.1:${small.port} has no room left for JetStream. Give it more (max_file_store,`,
      );
      await broker.receive(channel.name, channel.land);
      await channel.sendAll(broker, 1);
      await channel.untilLanded(1);
    } finally {
      await small.stop();
    }
  });

  it('says what it does not allow, which nobody is answered', async () => {
    const said: string[] = [];
    vi.spyOn(Logger.prototype, 'warn').mockImplementation((line) => void said.push(String(line)));
    const strict = await natsServerWith(
      `jetstream {}\nauthorization { users [{ user: ada, password: secret, permissions { publish { deny: "$JS.ACK.>" } } }] }`,
    );
    try {
      const broker = await client(strict.url.replace('//', '//ada:secret@'));
      await broker.receive(channel.name, channel.land);
      // Each has a subject of its own that it would be acknowledged on.
      await channel.sendAll(broker, 20);
      await channel.untilLanded(20);
      const sentence = await until(
        'the sentence',
        async () => said.find((line) => /\$JS\.ACK/.test(line)) ?? notYet(),
      );
      expect(sentence).toMatch(
        /^NATS at 127\.0\.0\.1:\d+ says: Permissions Violation .*\. Let this account publish/,
      );
      expect(said.join()).not.toContain('secret');
      // The answer to this comes behind those to the acknowledgements.
      await channel.sendAll(broker, 21);
      expect(said.filter((line) => /\$JS\.ACK/.test(line))).toHaveLength(1);
    } finally {
      await strict.stop();
    }
    vi.restoreAllMocks();
  });

  it('is not there, and says so', async () => {
    await expect(client('nats://127.0.0.1:1')).rejects.toThrow(/connection refused/);
  });

  describe('refuses', () => {
    const refused = async (work: Promise<unknown>): Promise<string> => {
      const error = await work.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(BrokerUnfitError);
      return (error as Error).message;
    };
    const at = () => `NATS at 127.0.0.1:${server.port} would lose facts:`;

    it('a stream that keeps messages in memory only', async () => {
      await manager.streams.add({
        name: streamName(),
        subjects: [channel.name],
        storage: StorageType.Memory,
        retention: 'workqueue',
      });
      const broker = await client();
      const sentence = `${at()} its stream ${streamName()} keeps messages in memory only. Remove that stream (nats stream rm ${streamName()}): it is made again as it must be, and what it held is sent again.`;
      expect(await refused(broker.send(channel.name, channel.messages(0, 1)))).toBe(sentence);
      expect(await refused(broker.receive(channel.name, channel.land))).toBe(sentence);
      await manager.streams.delete(streamName());
      await channel.sendAll(broker, 1);
    });

    it('a server where another stream takes the subject', async () => {
      await manager.streams.add({ name: 'others', subjects: [`${channel.name.slice(0, -6)}>`] });
      const broker = await client();
      expect(await refused(broker.send(channel.name, channel.messages(0, 1)))).toBe(
        `${at()} another stream takes what is sent to ${channel.name}. Take that subject from it (nats stream ls --subject ${channel.name}).`,
      );
      await manager.streams.delete('others');
    });

    it('a stream that somebody else takes messages from', async () => {
      const broker = await client();
      await channel.sendAll(broker, 1);
      await manager.consumers.add(streamName(), { durable_name: 'others', ack_policy: AckPolicy.Explicit });
      expect(await refused(broker.receive(channel.name, channel.land))).toMatch(
        /cannot have the consumer that it needs \(multiple non-filtered consumers not allowed on workqueue stream\)\. See who else/,
      );
    });

    it('to ask a single server for three replicas', async () => {
      const broker = await client(server.url, { replicas: 3 });
      expect(await refused(broker.send(channel.name, channel.messages(0, 1)))).toBe(
        `${at()} it is no cluster, and cannot hold 3 copies of a message. Ask for one replica, or make it part of a cluster.`,
      );
    });

    it.each<[string, string, string]>([
      ['a server without JetStream', '', ''],
      [
        'an account without JetStream',
        'ada:secret@',
        'jetstream {}\naccounts { A { users [{ user: ada, password: secret }] } }',
      ],
    ])('%s', async (_, as, configuration) => {
      const lacking = await natsServerWith(configuration);
      try {
        expect(await refused(client(lacking.url.replace('//', `//${as}`)))).toBe(
          `NATS at 127.0.0.1:${lacking.port} would lose facts: JetStream is not switched on for us, and without it a message that nobody waits for is dropped. Start nats-server with --jetstream and --store_dir, and allow JetStream to the account that we use.`,
        );
      } finally {
        await lacking.stop();
      }
    });

    it('a server that takes no message as large as a fact', async () => {
      const narrow = await natsServerWith('jetstream {}\nmax_payload: 10000');
      try {
        const broker = await client(narrow.url);
        const [message] = channel.messages(0, 1);
        const large = { id: 'a', key: 'k', attributes: {}, ...message, body: 'x'.repeat(10_001) };
        expect(await refused(broker.send(channel.name, [large]))).toBe(
          `NATS at 127.0.0.1:${narrow.port} would lose facts: it takes messages of 10000 bytes at the most, and a fact needs more. Raise max_payload in its configuration.`,
        );
        await broker.close();
      } finally {
        await narrow.stop();
      }
    });
  });
});

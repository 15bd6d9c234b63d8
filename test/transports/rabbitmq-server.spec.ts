import { RabbitmqBroker } from '@boardwalk/rabbitmq';
import type { BrokerMessage, Land } from '@boardwalk/messaging';
import { notYet, until } from '@boardwalk/testing';
import { type ChannelModel, connect } from 'amqplib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseLink } from '../servers/database-link.js';
import { lackingRabbitmq, type OwnRabbitmq, ownRabbitmqServer } from '../servers/rabbitmq.js';

let server: OwnRabbitmq;
beforeAll(async () => {
  const found = await ownRabbitmqServer();
  if (!('missing' in found)) server = found;
}, 120_000);
afterAll(() => (lackingRabbitmq === '' ? server.stop() : undefined));

let made = 0;
let queue: string;
const open: RabbitmqBroker[] = [];
beforeEach(() => {
  made += 1;
  queue = `boardwalk.test.queue-${made}`;
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((broker) => broker.close()));
});

async function broker(url = server.url): Promise<RabbitmqBroker> {
  const one = new RabbitmqBroker(url);
  open.push(one);
  await one.connect();
  return one;
}

const message = (id: string): BrokerMessage => ({
  id,
  key: 'k',
  attributes: { id, type: 'probe.happened.v1', specversion: '1.0' },
  body: `body of ${id}`,
});
const numbered = (from: number, to: number): BrokerMessage[] =>
  Array.from({ length: to - from }, (_, n) => message(String(from + n)));
const bodies = (messages: readonly BrokerMessage[]) => messages.map(({ body }) => body);

/** Takes in everything, and remembers it. */
function landing() {
  const landed: string[] = [];
  const land: Land = async (batch) => void landed.push(...batch);
  const untilAll = (wanted: readonly string[]) =>
    until('everything to land', async () => {
      const there = new Set(landed);
      const left = wanted.filter((body) => !there.has(body));
      return left.length === 0 ? landed : notYet(left.length);
    });
  return { landed, land, untilAll };
}

/** Sends as a relay does: until it is taken in. */
const sendAtLast = (from: RabbitmqBroker, messages: readonly BrokerMessage[]) =>
  until('the server to take it in', () =>
    from.send(queue, messages).then(
      () => true as const,
      (error: unknown) => notYet(String(error) + performance.now()),
    ),
  );

const stateOf = async (name: string): Promise<{ ready: number; unacknowledged: number } | undefined> => {
  const lines = await server.control(
    ...['list_queues', 'name', 'messages_ready', 'messages_unacknowledged', '--no-table-headers'],
  );
  const [, ready, unacknowledged] =
    lines
      .split('\n')
      .find((line) => line.startsWith(`${name}\t`))
      ?.split('\t') ?? [];
  return ready === undefined ? undefined : { ready: Number(ready), unacknowledged: Number(unacknowledged) };
};
const untilState = (wanted: { ready: number; unacknowledged: number }) =>
  until(
    'the state of the queue',
    async () => {
      const state = await stateOf(queue);
      return state?.ready === wanted.ready && state.unacknowledged === wanted.unacknowledged
        ? state
        : notYet(state);
    },
    { stallMs: 15_000 },
  );

/** Does something over a connection of its own. */
async function stranger<T>(act: (connection: ChannelModel) => Promise<T>): Promise<T> {
  const connection = await connect(server.url);
  try {
    return await act(connection);
  } finally {
    await connection.close();
  }
}

describe.skipIf(lackingRabbitmq !== '')(`RabbitMQ${lackingRabbitmq}`, { timeout: 60_000 }, () => {
  it('brings what was sent, and keeps none of it', async () => {
    const one = await broker();
    const { land, untilAll } = landing();
    await one.receive(queue, land);
    await one.send(queue, numbered(0, 1_300));
    expect((await untilAll(bodies(numbered(0, 1_300)))).toSorted()).toEqual(
      bodies(numbered(0, 1_300)).toSorted(),
    );
    await untilState({ ready: 0, unacknowledged: 0 });
  });

  it('carries the attributes of a CloudEvent, on disk', async () => {
    const one = await broker();
    await one.send(queue, [message('a')]);
    const got = await stranger(async (connection) => (await connection.createChannel()).get(queue));
    expect(got).toMatchObject({
      properties: {
        messageId: 'a',
        deliveryMode: 2,
        contentType: 'application/json',
        headers: {
          'cloudEvents:id': 'a',
          'cloudEvents:type': 'probe.happened.v1',
          'cloudEvents:specversion': '1.0',
        },
      },
    });
  });

  it('sends to several queues at once', async () => {
    const one = await broker();
    const { land, untilAll } = landing();
    const queues = Array.from({ length: 12 }, (_, n) => `${queue}.${n}`);
    await Promise.all(queues.map((name) => one.receive(name, land)));
    await Promise.all(queues.map((name, n) => one.send(name, numbered(n * 100, n * 100 + 100))));
    await untilAll(bodies(numbered(0, 1_200)));
  });

  it('hands over one batch at a time, with all that has come meanwhile', async () => {
    const one = await broker();
    await one.send(queue, numbered(0, 1_200));
    const sizes: number[] = [];
    let [running, together] = [0, 0];
    const landed = new Set<string>();
    await one.receive(queue, async (batch) => {
      running += 1;
      together = Math.max(together, running);
      sizes.push(batch.length);
      await stateOf(queue);
      for (const body of batch) landed.add(body);
      running -= 1;
    });
    await until('everything', async () => (landed.size === 1_200 ? true : notYet(landed.size)));
    expect(together).toBe(1);
    expect(Math.max(...sizes)).toBe(500);
    expect(sizes.length).toBeLessThan(10);
  });

  it('is given no more than a receiver can hold', async () => {
    const one = await broker();
    await one.send(queue, numbered(0, 2_000));
    const gate = Promise.withResolvers<void>();
    const { landed, untilAll } = landing();
    await one.receive(queue, async (batch) => {
      await gate.promise;
      landed.push(...batch);
    });
    await untilState({ ready: 1_000, unacknowledged: 1_000 });
    gate.resolve();
    await untilAll(bodies(numbered(0, 2_000)));
  });

  it('shares what there is between two receivers', async () => {
    const [one, two] = [await broker(), await broker()];
    const [first, second] = [landing(), landing()];
    await one.receive(queue, first.land);
    await two.receive(queue, second.land);
    for (let at = 0; at < 2_000; at += 50) await one.send(queue, numbered(at, at + 50));
    await until('everything', async () => {
      const count = first.landed.length + second.landed.length;
      return count === 2_000 ? true : notYet(count);
    });
    expect(new Set([...first.landed, ...second.landed]).size).toBe(2_000);
    expect(Math.min(first.landed.length, second.landed.length)).toBeGreaterThan(500);
  });

  it('brings again what did not land, without haste', async () => {
    const one = await broker();
    const { landed, land, untilAll } = landing();
    let refused = 0;
    const began = performance.now();
    await one.receive(queue, async (batch) => {
      if (refused === 4) return land(batch);
      refused += 1;
      throw new Error('the database is away');
    });
    await one.send(queue, numbered(0, 300));
    await untilAll(bodies(numbered(0, 300)));
    expect(performance.now() - began).toBeGreaterThan(1_400);
    expect(new Set(landed).size).toBe(300);
    await untilState({ ready: 0, unacknowledged: 0 });
  });

  it('gives to another receiver what did not land at the first', async () => {
    const [one, two] = [await broker(), await broker()];
    await one.send(queue, numbered(0, 300));
    const { land, untilAll } = landing();
    let refused = 0;
    await one.receive(queue, async () => {
      refused += 1;
      throw new Error('the database is away');
    });
    await until('a refusal', async () => (refused > 0 ? true : notYet()));
    await two.receive(queue, land);
    await untilAll(bodies(numbered(0, 300)));
  });

  it('never drops a message, however often it comes back', async () => {
    const one = await broker();
    await one.send(queue, [message('a')]);
    await stranger(async (connection) => {
      const channel = await connection.createChannel();
      for (let back = 0; back < 50; back += 1) {
        const got = await until('the message', async () => (await channel.get(queue)) || notYet());
        channel.nack(got, false, true);
      }
      await channel.close();
    });
    const { land, untilAll } = landing();
    await one.receive(queue, land);
    await untilAll(bodies([message('a')]));
  });

  it('hands over what others have written, too', async () => {
    const one = await broker();
    const { land, untilAll } = landing();
    await one.receive(queue, land);
    await stranger(async (connection) => {
      const channel = await connection.createConfirmChannel();
      channel.sendToQueue(queue, Buffer.from('of a stranger'));
      channel.sendToQueue(queue, Buffer.alloc(0));
      await channel.waitForConfirms();
    });
    await untilAll(['of a stranger', '']);
    await untilState({ ready: 0, unacknowledged: 0 });
  });

  it('finishes what is landing when receiving ends, and gives back the rest', async () => {
    const [one, two] = [await broker(), await broker()];
    await one.send(queue, numbered(0, 900));
    const entered = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const first = landing();
    const end = await one.receive(queue, async (batch) => {
      entered.resolve();
      await gate.promise;
      await first.land(batch);
    });
    await entered.promise;
    const ended = end();
    gate.resolve();
    await ended;
    const second = landing();
    await two.receive(queue, second.land);
    await until('the rest', async () => {
      const count = first.landed.length + second.landed.length;
      return count >= 900 ? true : notYet(count);
    });
    expect([...first.landed, ...second.landed].toSorted()).toEqual(bodies(numbered(0, 900)).toSorted());
  });

  it('is left by whoever closes', async () => {
    const one = await broker();
    await one.receive(queue, landing().land);
    await one.send(queue, [message('a')]);
    await one.close();
    await until('no connection', async () => {
      const there = await server.control('list_connections', 'client_properties', '--no-table-headers');
      return there.includes('boardwalk') ? notYet(there) : true;
    });
    await expect(one.send(queue, [message('b')])).rejects.toThrow('RabbitMQ is not reached: it was closed');
  });

  it('can be connected to again by whoever has closed', async () => {
    const one = await broker();
    await one.close();
    await one.connect();
    const { land, untilAll } = landing();
    await one.receive(queue, land);
    await one.send(queue, [message('a')]);
    await untilAll(bodies([message('a')]));
  });
});

describe.skipIf(lackingRabbitmq !== '')(
  `RabbitMQ that goes away${lackingRabbitmq}`,
  { timeout: 90_000 },
  () => {
    it('loses nothing that it had confirmed when it is killed [3-24]', async () => {
      const one = await broker();
      const { land, untilAll } = landing();
      await one.receive(queue, land);
      let restarted: Promise<void> | undefined;
      for (let at = 0; at < 4_000; at += 100) {
        if (at === 2_000) restarted = server.restart();
        await sendAtLast(one, numbered(at, at + 100));
      }
      await restarted;
      await untilAll(bodies(numbered(0, 4_000)));
      await untilState({ ready: 0, unacknowledged: 0 });
    });

    it('still has what nobody had received [3-24]', async () => {
      const one = await broker();
      await one.send(queue, numbered(0, 2_000));
      await server.restart();
      const { land, untilAll } = landing();
      await until('the receiver', () =>
        one.receive(queue, land).then(
          () => true as const,
          () => notYet(performance.now()),
        ),
      );
      await untilAll(bodies(numbered(0, 2_000)));
    });

    it('is sent to and received from again when everything in it is gone', async () => {
      const one = await broker();
      const { land, untilAll } = landing();
      await one.receive(queue, land);
      await one.send(queue, numbered(0, 10));
      await untilAll(bodies(numbered(0, 10)));
      await server.wipe();
      await sendAtLast(one, numbered(10, 500));
      await untilAll(bodies(numbered(10, 500)));
    });

    it('makes the queue anew when somebody has deleted it', async () => {
      const one = await broker();
      const { land, untilAll } = landing();
      await one.receive(queue, land);
      await one.send(queue, numbered(0, 10));
      await untilAll(bodies(numbered(0, 10)));
      await server.control('delete_queue', queue);
      await expect(one.send(queue, numbered(10, 20))).rejects.toThrow(
        `What was sent to ${queue} is not confirmed: the queue has been deleted`,
      );
      await sendAtLast(one, numbered(10, 20));
      await untilAll(bodies(numbered(10, 20)));
    });

    it('lets nobody wait who sends while it is away', async () => {
      const link = await DatabaseLink.to(server.url);
      const one = await broker(link.url);
      await one.send(queue, [message('a')]);
      await link.cut();
      const began = performance.now();
      await expect(one.send(queue, [message('b')])).rejects.toThrow(
        /RabbitMQ is not reached|is not confirmed/,
      );
      await expect(one.send(queue, [message('b')])).rejects.toThrow(
        /RabbitMQ is not reached: .*ECONNREFUSED/,
      );
      expect(performance.now() - began).toBeLessThan(5_000);
    });

    it('is sent to and received from again when the connection was cut', async () => {
      const link = await DatabaseLink.to(server.url);
      const one = await broker(link.url);
      const { land, untilAll } = landing();
      await one.receive(queue, land);
      for (let cut = 0; cut < 5; cut += 1) {
        const sent = sendAtLast(one, numbered(cut * 400, cut * 400 + 400));
        await link.cut();
        await link.join();
        await sent;
      }
      await untilAll(bodies(numbered(0, 2_000)));
      await one.close();
      await link.cut();
      await untilState({ ready: 0, unacknowledged: 0 });
    });
  },
);

describe.skipIf(lackingRabbitmq !== '')(
  `RabbitMQ as others have set it up${lackingRabbitmq}`,
  { timeout: 60_000 },
  () => {
    it('is refused where the queue is of another kind', async () => {
      await stranger(async (connection) => {
        await (await connection.createChannel()).assertQueue(queue, { durable: true });
      });
      const one = await broker();
      const unfit = {
        name: 'BrokerUnfitError',
        message: expect.stringMatching(
          new RegExp(
            `RabbitMQ would lose facts: the queue ${queue} was not made by this program \\(.*inequivalent arg.*\\)\\. ` +
              `Delete it with \`rabbitmqctl delete_queue ${queue}\``,
          ),
        ) as string,
      };
      await expect(one.send(queue, [message('a')])).rejects.toMatchObject(unfit);
      await expect(one.receive(queue, landing().land)).rejects.toMatchObject(unfit);
      await server.control('delete_queue', queue);
      await one.send(queue, [message('a')]);
    });

    it('says into which virtual host it does not let us', async () => {
      const one = new RabbitmqBroker(`${server.url}/elsewhere`);
      open.push(one);
      await expect(one.connect()).rejects.toThrow(
        'RabbitMQ is not reached: it lets this account in, and not into the virtual host "elsewhere": there is none, or the account has no permissions there',
      );
    });

    it('refuses, and does not drop, what a policy has no room for', async () => {
      await server.control('set_policy', 'short', `^${queue}$`, '{"max-length":100}', '--apply-to', 'queues');
      const one = await broker();
      const confirmed: BrokerMessage[] = [];
      await expect(
        (async () => {
          for (let at = 0; at < 1_000; at += 10) {
            await one.send(queue, numbered(at, at + 10));
            confirmed.push(...numbered(at, at + 10));
          }
        })(),
      ).rejects.toThrow(`What was sent to ${queue} is not confirmed: the queue is full`);
      const { land, untilAll } = landing();
      await one.receive(queue, land);
      await untilAll(bodies(confirmed));
      await sendAtLast(one, numbered(1_000, 1_010));
      await untilAll(bodies(numbered(1_000, 1_010)));
      await server.control('clear_policy', 'short');
    });

    it('says so when it is short of memory, and is still received from', async () => {
      const one = await broker();
      await one.send(queue, numbered(0, 500));
      await server.control('set_vm_memory_high_watermark', 'absolute', '1');
      const began = performance.now();
      await expect(one.send(queue, numbered(500, 600))).rejects.toThrow(
        'RabbitMQ takes in nothing: it is low on memory',
      );
      await expect(one.send(queue, numbered(500, 600))).rejects.toThrow('RabbitMQ takes in nothing');
      expect(performance.now() - began).toBeLessThan(5_000);
      const { land, untilAll } = landing();
      await one.receive(queue, land);
      await untilAll(bodies(numbered(0, 500)));
      await server.control('set_vm_memory_high_watermark', '0.6');
      await sendAtLast(one, numbered(500, 600));
      await untilAll(bodies(numbered(500, 600)));
      await untilState({ ready: 0, unacknowledged: 0 });
    });
  },
);

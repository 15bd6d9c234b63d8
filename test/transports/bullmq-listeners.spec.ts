import { BullmqBroker, DomainEventsQueue } from '@boardwalk/bullmq';
import type { RedisLink } from '@boardwalk/redis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RedisProcess, startRedis } from '../servers/redis.js';

let server: RedisProcess;

beforeEach(async (context) => {
  // It has started, and takes nothing in.
  const started = await startRedis({ maxmemory: '1100kb' });
  if ('missing' in started) return context.skip(started.missing);
  server = started;
});
afterEach(() => server?.stop());

const body = 'x'.repeat(300_000);

describe.each([
  [
    'the broker',
    (url: string) => {
      const broker = new BullmqBroker(url);
      const messages = [{ id: 'fact-1', key: 'ann', attributes: { type: 'a.b.v1' }, body }];
      return { end: broker, send: () => broker.send('boardwalk.0123456789ab.ledger', messages) };
    },
  ],
  [
    'the queue DOMAIN_EVENTS',
    (url: string) => {
      const queue = new DomainEventsQueue(url);
      const fact = { id: 'fact-1', type: 'a.b.v1', source: '/contexts/a', occurredAt: '', data: { body } };
      return { end: queue, send: () => queue.tell([fact]) };
    },
  ],
])('%s', (_, open) => {
  it('leaves nothing behind at its connection, however long its server is full', async () => {
    const { end, send } = open(server.url);
    await end.connect();
    const { redis } = await (Reflect.get(end, 'link') as RedisLink).connected();
    const listeners = () =>
      redis.eventNames().reduce((sum, event) => sum + redis.listenerCount(event as string), 0);
    const atFirst = listeners();
    for (let attempt = 0; attempt < 20; attempt += 1)
      await expect(send()).rejects.toThrow(/has no memory left and takes nothing in/);
    expect(listeners()).toBeLessThanOrEqual(atFirst + 5);
    await end.close();
  });
});

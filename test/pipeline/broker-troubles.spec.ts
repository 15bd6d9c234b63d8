import { BrokerTransport, Messaging, PostgresTransport } from '@boardwalk/messaging';
import { InMemoryBrokerServer, notYet, SeededRandomness, until, World } from '@boardwalk/testing';
import { startMessagingApplication } from '@boardwalk/testing/messaging-application';
import { describe, expect, it } from 'vitest';
import { behaveWell, extensionPublished, ProbeModule } from './probe.js';

describe('a process whose broker refuses it', () => {
  it('can say why as soon as there is something to send, and has nothing to say once it is back', async () => {
    behaveWell();
    const world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
    const server = new InMemoryBrokerServer(new SeededRandomness());
    const { context, stop } = await startMessagingApplication({
      url: world.database.url,
      name: 'troubled',
      roles: ['relay', 'worker'],
      modules: [ProbeModule],
      transport: new BrokerTransport(new PostgresTransport(world.database.url), server.client()),
      tells: false,
    });
    try {
      const troubles = () => context.get(Messaging).brokerTroubles;
      const untilTold = (count: number) =>
        until(`${count} troubles`, async () =>
          troubles().length === count ? troubles() : notYet(troubles()),
        );
      expect(troubles()).toEqual([]);
      server.away = true;
      await world.publish(extensionPublished('a'));
      expect(await untilTold(1)).toEqual(['connect ECONNREFUSED (injected)']);
      server.comeBack();
      await untilTold(0);
    } finally {
      await stop();
      await world.stop();
    }
  });
});

describe('a drain whose broker refuses it', () => {
  it('offers again what was not taken, and ends with the reason when that does not help', async () => {
    behaveWell();
    const world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
    const server = new InMemoryBrokerServer(new SeededRandomness());
    const client = server.client();
    let refusals = 4;
    const { context, stop } = await startMessagingApplication({
      url: world.database.url,
      name: 'drained',
      roles: [],
      modules: [ProbeModule],
      transport: new BrokerTransport(new PostgresTransport(world.database.url), {
        ...client,
        send: async (channel, messages) => {
          refusals -= 1;
          if (refusals >= 0) throw new Error('not confirmed (injected)');
          await client.send(channel, messages);
        },
      }),
      tells: false,
    });
    try {
      await world.publish(extensionPublished('a'));
      expect(await context.get(Messaging).drain()).toBe(true);
      server.away = true;
      await world.publish(extensionPublished('a'));
      await expect(context.get(Messaging).drain()).rejects.toThrow('connect ECONNREFUSED (injected)');
    } finally {
      await stop();
      await world.stop();
    }
  });
});

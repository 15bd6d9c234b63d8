import { JetStreamBroker } from '@boardwalk/nats';
import { brokerConformance } from '@boardwalk/testing/broker.features';
import { describe } from 'vitest';
import { lackingNats, natsServer } from '../servers/nats.js';

describe.skipIf(lackingNats !== '')(`NATS JetStream${lackingNats}`, () => {
  brokerConformance('jetstream', async () => {
    const server = await natsServer();
    if ('missing' in server) throw new Error(server.missing);
    return {
      client: () => new JetStreamBroker(server.url),
      restart: () => server.restart(),
      wipe: () => server.wipe(),
      stop: () => server.stop(),
    };
  });
});

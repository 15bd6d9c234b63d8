import { RabbitmqBroker } from '@boardwalk/rabbitmq';
import { brokerConformance } from '@boardwalk/testing/broker.features';
import { describe } from 'vitest';
import { lackingRabbitmq, ownRabbitmqServer } from '../servers/rabbitmq.js';

describe.skipIf(lackingRabbitmq !== '')(`RabbitMQ${lackingRabbitmq}`, () => {
  brokerConformance('rabbitmq', async () => {
    const server = await ownRabbitmqServer();
    if ('missing' in server) throw new Error(server.missing);
    return {
      client: () => new RabbitmqBroker(server.url),
      restart: () => server.restart(),
      wipe: () => server.wipe(),
      stop: () => server.stop(),
    };
  });
});

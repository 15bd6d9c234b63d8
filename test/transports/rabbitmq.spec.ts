import { RabbitmqBroker } from '@boardwalk/rabbitmq';
import { brokerConformance } from '@boardwalk/testing/broker.features';
import { describe, it } from 'vitest';
import { ownRabbitmqServer } from '../servers/rabbitmq.js';

const server = await ownRabbitmqServer();

if ('missing' in server) {
  describe.skip(`the transport rabbitmq: needs ${server.missing}`, () => it('is examined', () => undefined));
} else {
  brokerConformance('rabbitmq', async () => ({
    client: () => new RabbitmqBroker(server.url),
    restart: () => server.restart(),
    wipe: () => server.wipe(),
    stop: () => server.stop(),
  }));
}

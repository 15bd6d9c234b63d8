import { BullmqBroker } from '@boardwalk/bullmq';
import { brokerConformance } from '@boardwalk/testing/broker.features';
import { describe } from 'vitest';
import { redisServer } from '../servers/redis.js';

const server = await redisServer();
const lacking = 'missing' in server ? ` (needs ${server.missing})` : '';

describe.skipIf(lacking !== '')(`facts over bullmq${lacking}`, () => {
  brokerConformance('bullmq', async () => {
    if ('missing' in server) throw new Error(server.missing);
    return {
      client: () => new BullmqBroker(server.url),
      restart: () => server.restart(),
      wipe: () => server.wipe(),
      stop: () => server.stop(),
    };
  });
});

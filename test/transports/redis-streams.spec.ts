import { RedisStreamsBroker } from '@boardwalk/redis-streams';
import { brokerConformance } from '@boardwalk/testing/broker.features';
import { describe } from 'vitest';
import { redisServer } from '../servers/redis.js';

const server = await redisServer();
const lacking = 'missing' in server ? ` (needs ${server.missing})` : '';

describe.skipIf(lacking !== '')(`facts over redis-streams${lacking}`, () => {
  brokerConformance('redis-streams', async () => {
    if ('missing' in server) throw new Error(server.missing);
    return {
      client: () => new RedisStreamsBroker(server.url),
      restart: () => server.restart(),
      wipe: () => server.wipe(),
      stop: () => server.stop(),
    };
  });
});

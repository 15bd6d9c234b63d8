import { KafkaBroker } from '@boardwalk/kafka';
import { brokerConformance } from '@boardwalk/testing/broker.features';
import { describe } from 'vitest';
import { kafkaServer } from '../servers/kafka.js';

const server = await kafkaServer();
const lacking = 'missing' in server ? ` (${server.missing})` : '';

describe.skipIf(lacking !== '')(`Kafka${lacking}`, () => {
  if ('missing' in server) return;
  brokerConformance('kafka', async () => ({
    client: () => new KafkaBroker(server.url),
    restart: () => server.restart(),
    wipe: () => server.wipe(),
    stop: () => server.stop(),
  }));
});

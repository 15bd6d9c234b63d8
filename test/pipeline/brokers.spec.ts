import { BrokerTransport, PostgresTransport } from '@boardwalk/messaging';
import { type BrokerFaults, InMemoryBrokerServer, SeededRandomness } from '@boardwalk/testing';
import { brokerConformance } from '@boardwalk/testing/broker.features';
import { transportConformance } from '@boardwalk/testing/transport.features';
import { afterAll, beforeAll, describe } from 'vitest';

const server = new InMemoryBrokerServer(new SeededRandomness());

brokerConformance('in-memory-broker', {
  client: () => server.client(),
  restart: async () => {
    server.away = true;
    await new Promise((resolve) => setImmediate(resolve));
    server.comeBack();
  },
  wipe: async () => server.wipe(),
});

describe.each<[string, BrokerFaults]>([
  ['repeats', { duplicate: 0.5 }],
  ['brings in any order', { shuffle: true, duplicate: 0.2 }],
  ['breaks off while it is sent to', { failedSends: 0.2 }],
])('a broker that %s', (_, faults) => {
  const bad = new InMemoryBrokerServer(new SeededRandomness());
  bad.faults = faults;
  transportConformance(
    'in-memory-broker',
    { crossProcess: true },
    (url) => new BrokerTransport(new PostgresTransport(url), bad.client()),
  );
});

describe('two brokers that bring everything, each of which loses some', () => {
  const servers = [server, new InMemoryBrokerServer(new SeededRandomness())] as const;
  const [first, second] = servers;
  const faults: BrokerFaults = { lose: 0.2, duplicate: 0.2, shuffle: true };
  beforeAll(() => servers.forEach((each) => (each.faults = faults)));
  afterAll(() => (server.faults = {}));

  transportConformance('in-memory-broker-and-another', { crossProcess: true }, (url) => {
    const all = [first.client(), { ...second.client(), name: 'another' }];
    return new BrokerTransport(new PostgresTransport(url), { all, of: () => all });
  });
});

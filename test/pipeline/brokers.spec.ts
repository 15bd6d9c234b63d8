import { BrokerTransport, PostgresTransport } from '@boardwalk/messaging';
import { type BrokerFaults, InMemoryBrokerServer, SeededRandomness } from '@boardwalk/testing';
import { brokerConformance } from '@boardwalk/testing/broker.features';
import { transportConformance } from '@boardwalk/testing/transport.features';
import { describe } from 'vitest';

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

describe.each<[string, boolean]>([
  ['both at once', false],
  ['one of which is away', true],
])('two brokers that bring everything, %s', (_, away) => {
  const faults: BrokerFaults = { duplicate: 0.2, shuffle: true };
  const first = new InMemoryBrokerServer(new SeededRandomness());
  const second = new InMemoryBrokerServer(new SeededRandomness());
  Object.assign(first, { faults });
  Object.assign(second, { faults, away });

  transportConformance('in-memory-broker-and-another', { crossProcess: true }, (url) => {
    const all = [first.client(), { ...second.client(), name: 'another' }];
    return new BrokerTransport(new PostgresTransport(url), { all, of: () => all });
  });
});

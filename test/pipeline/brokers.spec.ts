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

describe('a broker that repeats, brings in any order, and breaks off while it is sent to', () => {
  const bad = new InMemoryBrokerServer(new SeededRandomness());
  bad.faults = { duplicate: 0.3, shuffle: true, failedSends: 0.2 };
  transportConformance(
    'in-memory-broker',
    { crossProcess: true },
    (url) => new BrokerTransport(new PostgresTransport(url), bad.client()),
  );
});

describe('two brokers that bring everything, one of which refuses every other time', () => {
  const faults: BrokerFaults = { duplicate: 0.2, shuffle: true };
  const first = new InMemoryBrokerServer(new SeededRandomness());
  const second = new InMemoryBrokerServer(new SeededRandomness());
  first.faults = faults;
  second.faults = { ...faults, failedSends: 0.5 };

  transportConformance('in-memory-broker-and-another', { crossProcess: true }, (url) => {
    const all = [first.client(), { ...second.client(), name: 'another' }];
    return new BrokerTransport(new PostgresTransport(url), { all, of: () => all });
  });
});

import type { Broker } from '@boardwalk/messaging';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { BrokerServer } from './broker-server.js';
import { type CarrierName, openCarrier, startCarrier } from './carriers.js';

export interface CarrierUnderTest {
  /** Whether there is one. */
  readonly isThere: () => boolean;
  readonly server: () => BrokerServer;
  /** A client for one process. */
  readonly open: () => Promise<Broker>;
}

/** The server of a broker, for the suite that this is called in. Where there is none its tests are skipped, and say how to get one. */
export function carrierUnderTest(name: CarrierName): CarrierUnderTest {
  let started: Awaited<ReturnType<typeof startCarrier>> | undefined;
  beforeAll(async () => {
    started = await startCarrier(name);
  }, 120_000);
  beforeEach((context) => {
    if (started !== undefined && 'missing' in started) context.skip(started.missing);
  });
  afterAll(async () => {
    if (started !== undefined && !('missing' in started)) await started.stop();
  });
  const isThere = () => started !== undefined && !('missing' in started);
  const server = (): BrokerServer => {
    if (started === undefined || 'missing' in started) throw new Error(`There is no server of ${name}.`);
    return started;
  };
  return { isThere, server, open: () => openCarrier(name, server().url) };
}

import { brokerConformance } from '@boardwalk/testing/broker.features';
import { describe } from 'vitest';
import { carrierUnderTest } from '../servers/carrier-under-test.js';
import type { CarrierName } from '../servers/carriers.js';

/** The suite for every broker, against a real server of this one. */
export function examineCarrier(name: CarrierName): void {
  describe(`facts over ${name}`, () => {
    const { server, open } = carrierUnderTest(name);
    brokerConformance(name, {
      client: open,
      restart: () => server().restart(),
      wipe: () => server().wipe(),
    });
  });
}

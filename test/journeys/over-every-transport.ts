import { BrokerTransport, PostgresTransport } from '@boardwalk/messaging';
import { describe } from 'vitest';
import { carrierUnderTest } from '../servers/carrier-under-test.js';
import { carrierNames } from '../servers/carriers.js';
import { BoardwalkWorld } from './boardwalk-world.js';

/** A journey that has to end in the same way, whatever brings the facts. @param journey is given how to start its world */
export function overEveryTransport(journey: (start: () => Promise<BoardwalkWorld>) => void): void {
  describe('in one process', () => {
    journey(() => BoardwalkWorld.start());
  });
  for (const name of carrierNames)
    describe(`over ${name}`, () => {
      const { open } = carrierUnderTest(name);
      journey(() =>
        BoardwalkWorld.start({
          transport: async (url) => new BrokerTransport(new PostgresTransport(url), await open()),
        }),
      );
    });
}

import { BrokerTransport, PostgresTransport } from '@boardwalk/messaging';
import { describe } from 'vitest';
import { carrierUnderTest } from '../servers/carrier-under-test.js';
import { type CarrierName, carrierNames } from '../servers/carriers.js';
import { BoardwalkWorld, type WorldSettings } from './boardwalk-world.js';
import { OneProcess } from './crew/one-process.js';
import { SeveralProcesses, splits } from './crew/several-processes.js';

type Start = () => Promise<BoardwalkWorld>;
type MakeCrew = NonNullable<WorldSettings['crew']>;

/** How many processes a journey is made in; `npm run matrix` says more than one. */
const processes = Number(process.env['BOARDWALK_TEST_PROCESSES'] ?? 1);

/** A journey that has to end in the same way, whatever brings the facts. @param journey is given how to start its world */
export function overEveryTransport(journey: (start: Start) => void): void {
  const within = (crew: MakeCrew) => journey(() => BoardwalkWorld.start({ crew }));
  describe(`over ${processes === 1 ? 'in-process' : 'postgres'}`, () => {
    within(processes === 1 ? OneProcess.start : inSeveral());
  });
  for (const name of carrierNames)
    describe(`over ${name}`, () => {
      const { open, server } = carrierUnderTest(name);
      within(
        processes === 1
          ? async (around, clock) =>
              OneProcess.start(
                around,
                clock,
                new BrokerTransport(new PostgresTransport(around.databaseUrl), await open()),
              )
          : inSeveral(() => ({ name, url: server().url })),
      );
    });
}

/** @param carrier absent where facts stay in the database */
function inSeveral(carrier?: () => { readonly name: CarrierName; readonly url: string }): MakeCrew {
  if (!isSplit(processes))
    throw new Error(
      `BOARDWALK_TEST_PROCESSES is ${processes}. It may be 1, ${Object.keys(splits).join(', ')}.`,
    );
  return (around, clock) => SeveralProcesses.start(processes, around, clock, carrier?.());
}

function isSplit(count: number): count is keyof typeof splits {
  return count in splits;
}

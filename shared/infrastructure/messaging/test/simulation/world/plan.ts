import type { Chance } from '../chance.ts';
import type { SignalFaults } from './signals.ts';

/** What a command of a schedule does. */
export interface CommandPlan {
  readonly at: number;
  readonly process: number;
  /** Each fact's key, and which contract it is of. */
  readonly facts: readonly { readonly key: string; readonly contract: number }[];
  /** It takes its transaction id this long before it writes; zero: with the write. Milliseconds. */
  readonly early: number;
  /** It waits this long between its write and its end. Milliseconds. */
  readonly late: number;
  readonly end: 'commit' | 'refuse' | 'outside a unit';
}

export type Fault =
  | { readonly kind: 'kill'; readonly process: number; readonly down: number; readonly noticed: number }
  | { readonly kind: 'freeze'; readonly process: number; readonly long: number }
  | { readonly kind: 'cut'; readonly process: number; readonly noticed: number }
  | { readonly kind: 'lose commit'; readonly process: number; readonly when: 'lost before' | 'lost after' }
  | { readonly kind: 'crash database'; readonly down: number }
  | { readonly kind: 'pause'; readonly subscription: string; readonly long: number }
  | { readonly kind: 'long transaction'; readonly long: number };

/** What an operator does with a dead letter, if there is one by then. */
export interface OrderPlan {
  readonly at: number;
  readonly order: 'redrive' | 'archive';
}

export interface Plan {
  readonly processes: readonly {
    readonly relay: boolean;
    readonly worker: boolean;
    readonly skew: number;
  }[];
  readonly subscriptions: readonly {
    readonly batch: boolean;
    readonly whenDead: 'park' | 'skip';
    readonly buckets: number;
  }[];
  readonly commands: readonly CommandPlan[];
  readonly orders: readonly OrderPlan[];
  /** Chance that a dead letter is treated in the very moment in which the next fact of its key comes. */
  readonly haunting: number;
  readonly faults: readonly (Fault & { readonly at: number })[];
  readonly signals: SignalFaults;
  /** Chances that a fact meets a consumer that fails now and then, or every time. */
  readonly failing: number;
  readonly poison: number;
  /** Chance that an effect causes another fact. */
  readonly followUps: number;
}

/** Each takes a contract that the other takes too, and one of its own. */
export const subscriptionNames = ['simulation.points', 'simulation.scores'] as const;

/** Facts are written within so many milliseconds, faults happen within half as many more. */
const bustle = 1_200;

/** The lease's length and more. */
const longestFreeze = 5_500;

export function planOf(chance: Chance): Plan {
  const processes = Array.from({ length: chance.between(2, 3) }, (_, place) => ({
    relay: place === 0 || chance.strikes(0.6),
    worker: place < 2 || chance.strikes(0.7),
    skew: chance.strikes(0.5) ? 0 : chance.between(-4_000, 4_000),
  }));
  const keys = Array.from({ length: chance.between(1, 4) }, (_, place) => `key-${place}`);
  const facts = chance.between(6, 20);
  const commands: CommandPlan[] = [];
  for (let left = facts; left > 0; ) {
    const command = commandOf(chance, processes.length, keys, commands.length);
    commands.push(command);
    left -= command.facts.length;
  }
  return {
    processes,
    subscriptions: Array.from({ length: 2 }, () => ({
      batch: chance.strikes(0.8),
      whenDead: chance.strikes(0.7) ? 'park' : 'skip',
      buckets: chance.oneOf([1, 1, 1, 2]),
    })),
    commands,
    orders: Array.from({ length: chance.oneOf([0, 0, 1, 3]) }, () => ({
      at: chance.between(bustle / 2, bustle * 2),
      order: chance.oneOf(['redrive', 'redrive', 'archive'] as const),
    })),
    haunting: chance.oneOf([0, 0, 0.5]),
    faults: Array.from({ length: chance.between(1, 4) }, () => ({
      at: chance.between(0, bustle * 1.5),
      ...faultOf(chance, processes.length),
    })),
    signals: {
      lost: chance.oneOf([0, 0, 0.2, 1]),
      repeated: chance.oneOf([0, 0.3]),
      untidyReads: chance.oneOf([0, 0.4]),
    },
    failing: chance.oneOf([0, 0.1, 0.3]),
    poison: chance.oneOf([0, 0, 0.1, 0.2]),
    followUps: chance.oneOf([0, 0.3]),
  };
}

function commandOf(chance: Chance, processes: number, keys: readonly string[], number: number): CommandPlan {
  const end = chance.strikes(0.08) ? 'refuse' : chance.strikes(0.08) ? 'outside a unit' : 'commit';
  const several = end === 'outside a unit' || chance.strikes(0.8) ? 1 : chance.between(2, 3);
  const key = end === 'outside a unit' ? `alone-${number}` : chance.oneOf(keys);
  return {
    at: chance.between(0, bustle),
    process: chance.between(0, processes - 1),
    facts: Array.from({ length: several }, () => ({ key, contract: chance.between(0, 2) })),
    early: chance.strikes(0.4) ? chance.between(1, 400) : 0,
    late: chance.strikes(0.3) ? chance.between(1, 400) : 0,
    end,
  };
}

function faultOf(chance: Chance, processes: number): Fault {
  const process = chance.between(0, processes - 1);
  // A dead machine says no goodbye; the server finds out later.
  const noticed = chance.strikes(0.7) ? chance.between(0, 5) : chance.between(5, 2_500);
  switch (chance.between(0, 10)) {
    case 0:
    case 1:
      return { kind: 'kill', process, down: chance.between(20, 2_000), noticed };
    case 2:
    case 3:
      return { kind: 'freeze', process, long: chance.between(200, longestFreeze) };
    case 4:
      return { kind: 'cut', process, noticed };
    case 5:
    case 6:
      return { kind: 'lose commit', process, when: 'lost before' };
    case 7:
      return { kind: 'lose commit', process, when: 'lost after' };
    case 8:
      return { kind: 'crash database', down: chance.between(5, 1_500) };
    case 9:
      return {
        kind: 'pause',
        subscription: chance.oneOf(subscriptionNames),
        long: chance.between(100, 1_500),
      };
    default:
      return { kind: 'long transaction', long: chance.between(300, 4_000) };
  }
}

import {
  type Broker,
  type BrokerMessage,
  BrokerTransport,
  type Land,
  PostgresTransport,
} from '@boardwalk/messaging';
import { type BareClient, inBatches, type OpenBareClient } from '../bare-clients/bare-client.ts';
import { Arrivals } from '../measuring/arrivals.ts';
import { publishBatches } from '../measuring/consumption.ts';
import { statements } from '../stage.ts';
import { boardwalk } from './boardwalk.ts';
import { numberIn } from './carried-messages.ts';
import { type Contender, Tally } from './contender.ts';
import { writeEffects, writeEffectsTogether } from './effects.ts';
import { poolOf } from './pool.ts';

/** Brings messages to where they take effect: each is a row in a table of PostgreSQL when it counts as consumed. */
export interface Carried extends Pick<Contender, 'consumed' | 'reset' | 'stop'> {
  /** When the rows were committed. */
  readonly arrivals: Arrivals;
  /** Messages 0 to `count` - 1. */
  sendAll(count: number): Promise<void>;
  sendOne(n: number): Promise<void>;
}

/** A broker's client by hand. @param server where the broker is @param messages with headers like ours, or with bodies only */
export function bareClient(
  url: string,
  server: string,
  open: OpenBareClient,
  messages: readonly BrokerMessage[],
): Promise<Carried> {
  const channel = new URL(url).pathname.slice(1);
  return carried(url, messages, (land) => open(server, channel, land));
}

/** Our adapter of a broker by itself, used as by the relay, which sends one batch after the other. */
export function adapterAlone(
  url: string,
  broker: Broker,
  messages: readonly BrokerMessage[],
): Promise<Carried> {
  const channel = 'boardwalk.benchmark';
  return carried(url, messages, async (land) => {
    await broker.connect();
    await broker.receive(channel, land);
    return {
      send: async (all) => {
        for (const batch of inBatches(all)) await broker.send(channel, batch);
      },
      stop: () => broker.close(),
    };
  });
}

/** From the publisher to the effect of a consumer. @param broker absent: facts stay in the database */
export async function wholeWay(url: string, broker?: Broker): Promise<Carried> {
  const arrivals = new Arrivals();
  const ours = await boardwalk(url, {
    consumers: [{ handle: writeEffectsTogether('whole way') }],
    onMessage: (n) => arrivals.arrived(n),
    ...(broker !== undefined && { transport: new BrokerTransport(new PostgresTransport(url), broker) }),
  });
  return {
    arrivals,
    sendAll: (count) => publishBatches(ours, count),
    sendOne: (n) => ours.publish(n),
    consumed: (count) => ours.consumed(count),
    reset: () => ours.reset(),
    stop: () => ours.stop(),
  };
}

async function carried(
  url: string,
  messages: readonly BrokerMessage[],
  open: (land: Land) => Promise<BareClient>,
): Promise<Carried> {
  await statements(url, [
    'CREATE SCHEMA benchmark',
    'CREATE TABLE benchmark.effects (n bigint NOT NULL, consumer text NOT NULL)',
  ]);
  const pool = poolOf(url, { max: 2 });
  const tally = new Tally();
  const arrivals = new Arrivals();
  // Brokers bring a message at least once. One that comes again, as on a machine that has too much to do, counts once.
  const come = new Set<number>();
  const client = await open(async (bodies) => {
    const numbers = bodies.map(numberIn);
    await writeEffects(pool, numbers, 'carried');
    for (const n of numbers) {
      if (come.has(n)) continue;
      come.add(n);
      arrivals.arrived(n);
      tally.add(n);
    }
  });
  return {
    arrivals,
    sendAll: (count) => client.send(messages.slice(0, count)),
    sendOne: (n) => client.send(messages.slice(n, n + 1)),
    consumed: (count) => tally.reached(count),
    reset: () => {
      come.clear();
      tally.reset();
    },
    stop: async () => {
      await client.stop();
      await pool.end();
    },
  };
}

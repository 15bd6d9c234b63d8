import {
  type Bridge,
  type Broker,
  BrokerTransport,
  InProcessTransport,
  type OpenHints,
  PostgresTransport,
  type Transport,
} from '@boardwalk/messaging';
import { ConfigurationError } from '../configuration/fault.js';
import type { ContextName } from '../contexts.js';
import { type BrokerName, brokers } from './brokers.js';
import { domainEvents } from './domain-events.js';
import type { Route } from './routes.js';
import { hintsOver } from './signals.js';

export const transportNames = ['postgres', 'in-process', ...(Object.keys(brokers) as BrokerName[])] as const;
export type TransportName = (typeof transportNames)[number];

export interface Carriage {
  readonly transport: TransportName;
  readonly routes: Partial<Record<ContextName, Route>>;
  readonly databaseUrl: string;
  /** Where the servers of the brokers are. */
  readonly brokerUrls: Readonly<Partial<Record<BrokerName, string>>>;
  /** What brings signals between processes; absent: the database, by NOTIFY. */
  readonly signalsUrl?: string | undefined;
  /** The Redis of the queue DOMAIN_EVENTS, if there is one. */
  readonly domainEventsUrl?: string | undefined;
}

/** The brokers that a carriage needs. */
export function brokersOf({ transport, routes }: Pick<Carriage, 'transport' | 'routes'>): BrokerName[] {
  const routed = Object.values(routes).flatMap((route) => (route === 'postgres' ? [] : [...route]));
  return [...new Set([...(isBroker(transport) ? [transport] : []), ...routed])];
}

/**
 * @throws {ConfigurationError} for an address that its client does not take
 * @throws {TypeError} for a broker whose address is not given; the configuration refuses that before
 */
export async function transportOf(carriage: Carriage): Promise<Transport> {
  const { transport, routes, databaseUrl, brokerUrls, signalsUrl } = carriage;
  if (transport === 'in-process') return new InProcessTransport();
  const hints = signalsUrl === undefined ? undefined : refused(await hintsOver(signalsUrl));
  const signals = new PostgresTransport(databaseUrl, undefined, hints);
  const opened = new Map<BrokerName, Broker>();
  const variables = new Map<Broker, string>();
  for (const name of brokersOf(carriage)) {
    const { variable, open } = brokers[name];
    const url = brokerUrls[name];
    if (url === undefined) throw new TypeError(`${variable} is not set.`);
    const broker = await open(url).catch((error: unknown) => refuse(error, variable, name));
    opened.set(name, broker);
    variables.set(broker, variable);
  }
  if (opened.size === 0) return signals;
  const usual: Route = isBroker(transport) ? [transport] : 'postgres';
  return new BrokerTransport(signals, {
    all: [...opened.values()],
    of: (context) => {
      const route = (routes as Partial<Record<string, Route>>)[context] ?? usual;
      return route === 'postgres' ? [] : route.flatMap((name) => opened.get(name) ?? []);
    },
    settingOf: (broker) => variables.get(broker),
  });
}

const refused =
  (open: OpenHints): OpenHints =>
  (hearing) => {
    try {
      return open(hearing);
    } catch (error) {
      return refuse(error, 'SIGNALS_URL', 'signals');
    }
  };

function refuse(error: unknown, variable: string, what: string): never {
  if (!(error instanceof TypeError)) throw error;
  throw new ConfigurationError([{ variable, problem: `is no address for ${what}. ${error.message}` }]);
}

/** What brings the facts to their consumers, and to other systems. */
export async function carriageOf(carriage: Carriage): Promise<{ transport: Transport; bridges: Bridge[] }> {
  return { transport: await transportOf(carriage), bridges: await bridgesOf(carriage) };
}

async function bridgesOf({ domainEventsUrl }: Carriage): Promise<Bridge[]> {
  if (domainEventsUrl === undefined) return [];
  const { DomainEventsQueue } = await import('@boardwalk/bullmq');
  return [new DomainEventsQueue(domainEventsUrl, domainEvents)];
}

function isBroker(transport: TransportName): transport is BrokerName {
  return transport in brokers;
}

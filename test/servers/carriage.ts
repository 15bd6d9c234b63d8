import { type CarrierName, carrierNames, isCarrier, startCarrier } from './carriers.ts';

/** As platforms are told which server to use. */
const variables = {
  bullmq: 'REDIS_URL',
  'redis-streams': 'REDIS_URL',
  jetstream: 'NATS_URL',
  rabbitmq: 'RABBITMQ_URL',
  kafka: 'KAFKA_URL',
} as const;

export interface Carriage {
  /** For the platforms. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** How platforms are told of a transport and its server. */
export function environmentOf(transport: CarrierName, url: string): Readonly<Record<string, string>> {
  return { TRANSPORT: transport, [variables[transport]]: url };
}

/** A transport with its server. @throws {Error} that says how to get the server where there is none */
export async function carriageOver(transport: string): Promise<Carriage> {
  if (transport === 'postgres') return { env: { TRANSPORT: transport }, stop: async () => undefined };
  if (!isCarrier(transport))
    throw new Error(`There is no transport ${transport}. There are: postgres, ${carrierNames.join(', ')}.`);
  const server = await startCarrier(transport);
  if ('missing' in server) throw new Error(server.missing);
  return { env: environmentOf(transport, server.url), stop: () => server.stop() };
}

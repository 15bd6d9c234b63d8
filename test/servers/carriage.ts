import { carrierFor, type CarrierName } from './carriers.ts';

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

/**
 * A transport with its server. Where there is none the process ends, and says how to get one.
 * @param command as people type it: `npm run extraction`
 */
export async function carriageOver(command: string, transport: 'postgres' | CarrierName): Promise<Carriage> {
  if (transport === 'postgres') return { env: { TRANSPORT: transport }, stop: async () => undefined };
  const server = await carrierFor(command, transport);
  return { env: environmentOf(transport, server.url), stop: () => server.stop() };
}

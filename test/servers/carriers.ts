import type { Broker } from '@boardwalk/messaging';
import type { BrokerServer, StartServer } from './broker-server.ts';

interface Carrier {
  readonly server: () => Promise<StartServer>;
  readonly open: (url: string) => Promise<Broker>;
}

/** Every broker that carries facts, with its server. Clients are loaded where they are used. */
const carriers = {
  bullmq: {
    server: async () => (await import('./redis.ts')).redisServer,
    open: async (url) => new (await import('@boardwalk/bullmq')).BullmqBroker(url),
  },
  'redis-streams': {
    server: async () => (await import('./redis.ts')).redisServer,
    open: async (url) => new (await import('@boardwalk/redis-streams')).RedisStreamsBroker(url),
  },
  jetstream: {
    server: async () => (await import('./nats.ts')).natsServer,
    open: async (url) => new (await import('@boardwalk/nats')).JetStreamBroker(url),
  },
  rabbitmq: {
    server: async () => (await import('./rabbitmq.ts')).rabbitmqServer,
    open: async (url) => new (await import('@boardwalk/rabbitmq')).RabbitmqBroker(url),
  },
  kafka: {
    server: async () => (await import('./kafka.ts')).kafkaServer,
    open: async (url) => new (await import('@boardwalk/kafka')).KafkaBroker(url),
  },
} as const satisfies Record<string, Carrier>;

export type CarrierName = keyof typeof carriers;
export const carrierNames = Object.keys(carriers) as CarrierName[];

/** A client of this broker, for one process. */
export function openCarrier(name: CarrierName, url: string): Promise<Broker> {
  return carriers[name].open(url);
}

/** A server of its kind, or how to get one. */
export async function startCarrier(name: CarrierName): ReturnType<StartServer> {
  return (await carriers[name].server())();
}

/**
 * The same for a script that is started by hand. Where there is none it ends the process with 2 and two lines on stderr.
 * @param command as people type it: `npm run chaos`
 */
export async function carrierFor(command: string, name: CarrierName): Promise<BrokerServer> {
  const server = await startCarrier(name);
  if (!('missing' in server)) return server;
  process.stderr.write(`${command}: There is no server for ${name}.\n  Mend: ${server.missing}\n`);
  process.exit(2);
}

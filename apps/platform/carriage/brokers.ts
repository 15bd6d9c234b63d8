import type { Broker } from '@boardwalk/messaging';

interface BrokerKind {
  /** The variable that says where its server is. */
  readonly variable: string;
  /** Protocols of such an address, the usual one first. */
  readonly protocols: readonly [string, ...string[]];
  readonly example: string;
  /** Loads its client, which nobody pays for who does not use it. */
  readonly open: (url: string) => Promise<Broker>;
}

const redis = {
  variable: 'REDIS_URL',
  protocols: ['redis:', 'rediss:'],
  example: 'redis://127.0.0.1:6379',
} as const;

/** Every broker that can carry facts. */
export const brokers = {
  bullmq: {
    ...redis,
    open: async (url) => new (await import('@boardwalk/bullmq')).BullmqBroker(url),
  },
  'redis-streams': {
    ...redis,
    open: async (url) => new (await import('@boardwalk/redis-streams')).RedisStreamsBroker(url),
  },
  jetstream: {
    variable: 'NATS_URL',
    protocols: ['nats:', 'tls:'],
    example: 'nats://127.0.0.1:4222',
    open: async (url) => new (await import('@boardwalk/nats')).JetStreamBroker(url),
  },
  rabbitmq: {
    variable: 'RABBITMQ_URL',
    protocols: ['amqp:', 'amqps:'],
    example: 'amqp://guest:guest@127.0.0.1:5672',
    open: async (url) => new (await import('@boardwalk/rabbitmq')).RabbitmqBroker(url),
  },
  kafka: {
    variable: 'KAFKA_URL',
    protocols: ['kafka:', 'kafkas:'],
    example: 'kafka://127.0.0.1:9092',
    open: async (url) => new (await import('@boardwalk/kafka')).KafkaBroker(url),
  },
} as const satisfies Record<string, BrokerKind>;

export type BrokerName = keyof typeof brokers;

export const brokerNames = Object.keys(brokers) as BrokerName[];

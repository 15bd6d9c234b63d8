import { Admin, ConfigResourceTypes, IncrementalAlterConfigOperationTypes } from '@platformatic/kafka';
import { Redis } from 'ioredis';
import type { CarrierName } from './carriers.ts';
import { DatabaseLink } from './database-link.ts';
import { freePort } from './free-port.ts';
import { startKafka } from './kafka.ts';
import { lackingNats, natsServerWith } from './nats.ts';
import { ownRabbitmqServer } from './rabbitmq.ts';
import { startRedis } from './redis.ts';

/** Larger than a narrow server takes, in bytes. */
export const tooLarge = 1_300_000;

/** What the server takes when it is narrow, in bytes. Redis can be told no less. */
const narrow = 1_048_576;

/** A broker's server on which somebody changes settings while it is in use. Behind a link, over which clients reach it. */
export interface FickleServer {
  /** With the account that it lets in, and by way of the link. */
  readonly url: string;
  readonly link: DatabaseLink;
  /** The name of the setting that `takeAtMost` changes, as its operators know it. */
  readonly limit: string;
  /** Lets in whoever has this password, and nobody else. Whoever is in is put out. */
  changePassword(password: string): Promise<void>;
  /** Takes no message larger than this: `narrow` or `wide`. @param channel that has been sent to */
  takeAtMost(size: 'narrow' | 'wide', channel: string): Promise<void>;
  stop(): Promise<void>;
}

type Start = (password: string) => Promise<FickleServer | { readonly missing: string }>;

/** @param password that it lets in at first */
export const startFickle = (name: CarrierName, password: string) => starts[name](password);

function withAccount(url: string, account: string): string {
  return url.replace(/\/\/([^@/]*@)?/, `//${account}@`);
}

const redis: Start = async (password) => {
  const server = await startRedis();
  if ('missing' in server) return server;
  const link = await DatabaseLink.to(server.url);
  let current: string | undefined;
  const asOperator = async (...changes: readonly (readonly [string, string])[]) => {
    const client = new Redis(server.url, current === undefined ? {} : { password: current });
    for (const [setting, value] of changes) await client.config('SET', setting, value);
    await client.client('KILL', 'TYPE', 'normal');
    client.disconnect();
  };
  const changePassword = async (to: string) => {
    await asOperator(['requirepass', to]);
    current = to;
  };
  await changePassword(password);
  return {
    url: withAccount(link.url, `:${password}`),
    link,
    limit: 'proto-max-bulk-len',
    changePassword,
    takeAtMost: (size) =>
      asOperator(['proto-max-bulk-len', size === 'narrow' ? String(narrow) : '536870912']),
    stop: () => server.stop(),
  };
};

const jetstream: Start = async (password) => {
  if (lackingNats !== '') return { missing: lackingNats };
  let settings = { password, most: 8 * narrow };
  const configuration = () =>
    `jetstream {}\nmax_payload: ${settings.most}\nauthorization { user: boardwalk, password: "${settings.password}" }`;
  const server = await natsServerWith(configuration());
  const link = await DatabaseLink.to(server.url);
  const change = async (changed: Partial<typeof settings>) => {
    settings = { ...settings, ...changed };
    await server.configure(configuration());
    await server.restart();
  };
  return {
    url: withAccount(link.url, `boardwalk:${password}`),
    link,
    limit: 'max_payload',
    changePassword: (to) => change({ password: to }),
    takeAtMost: (size) => change({ most: size === 'narrow' ? narrow : 8 * narrow }),
    stop: () => server.stop(),
  };
};

const rabbitmq: Start = async (password) => {
  const server = await ownRabbitmqServer();
  if ('missing' in server) return server;
  const link = await DatabaseLink.to(server.url);
  const changePassword = async (to: string) => {
    await server.control('change_password', 'guest', to);
    await server.control('close_all_connections', 'settings have changed');
  };
  await changePassword(password);
  return {
    url: withAccount(link.url, `guest:${password}`),
    link,
    limit: 'max_message_size',
    changePassword,
    takeAtMost: async (size) => {
      const most = size === 'narrow' ? narrow : 100 * narrow;
      await server.control('eval', `application:set_env(rabbit, max_message_size, ${most}).`);
      await server.control('close_all_connections', 'settings have changed');
    },
    stop: () => server.stop(),
  };
};

const kafka: Start = async (password) => {
  const port = await freePort();
  const link = await DatabaseLink.to(`kafka://127.0.0.1:${port}`);
  const server = await startKafka({ port, advertised: Number(/\d+$/.exec(link.url)?.[0]) }, password);
  if ('missing' in server) return server;
  return {
    url: withAccount(link.url, `boardwalk:${password}`),
    link,
    limit: 'max.message.bytes',
    changePassword: async (to) => {
      await server.letIn(to);
      await server.restart();
    },
    takeAtMost: async (size, channel) => {
      const admin = new Admin(server.access);
      const value = String(size === 'narrow' ? narrow : 32 * narrow);
      await admin.incrementalAlterConfigs({
        resources: [
          {
            resourceType: ConfigResourceTypes.TOPIC,
            resourceName: channel,
            configs: [
              {
                name: 'max.message.bytes',
                configOperation: IncrementalAlterConfigOperationTypes.SET,
                value,
              },
            ],
          },
        ],
      });
      await admin.close();
    },
    stop: () => server.stop(),
  };
};

const starts: Readonly<Record<CarrierName, Start>> = {
  bullmq: redis,
  'redis-streams': redis,
  jetstream,
  rabbitmq,
  kafka,
};

import { BrokerTransport, InProcessTransport, PostgresTransport } from '@boardwalk/messaging';
import { describe, expect, it } from 'vitest';
import { brokerNames, brokers } from '../carriage/brokers.js';
import type { Route } from '../carriage/routes.js';
import { brokersOf, type Carriage, transportOf } from '../carriage/transport.js';
import { configurationFrom } from '../configuration/configuration.js';
import type { ContextName } from '../contexts.js';

/** Nobody connects to them here. */
const brokerUrls = Object.fromEntries(brokerNames.map((name) => [name, brokers[name].example]));
const carriage = (more: Partial<Carriage>): Carriage => ({
  transport: 'postgres',
  routes: {},
  databaseUrl: 'postgres://localhost/boardwalk',
  brokerUrls,
  ...more,
});
const routed = async (more: Partial<Carriage>) => {
  const { brokers: found } = await transportOf(carriage(more));
  if (found === undefined) throw new Error('No broker carries anything.');
  return found;
};

describe('the carriage', () => {
  it('is the database alone where nothing else is said', async () => {
    expect(await transportOf(carriage({}))).toBeInstanceOf(PostgresTransport);
    expect(await transportOf(carriage({ routes: { stats: 'postgres' } }))).toBeInstanceOf(PostgresTransport);
    expect(await transportOf(carriage({ transport: 'in-process' }))).toBeInstanceOf(InProcessTransport);
  });

  it.each(brokerNames)(
    'takes every context’s facts over %s, which is named as it is asked for',
    async (name) => {
      const transport = await transportOf(carriage({ transport: name }));
      expect(transport).toBeInstanceOf(BrokerTransport);
      expect(transport.name).toBe(name);
      const [broker, ...more] = transport.brokers?.of('stats') ?? [];
      expect(more).toEqual([]);
      expect(broker?.name).toBe(name);
      if (broker !== undefined) expect(transport.brokers?.settingOf?.(broker)).toBe(brokers[name].variable);
    },
  );

  it('leaves to the database the contexts that are routed there', async () => {
    const { all, of } = await routed({ transport: 'rabbitmq', routes: { stats: 'postgres' } });
    expect(all.map(({ name }) => name)).toEqual(['rabbitmq']);
    expect(of('stats')).toEqual([]);
    expect(of('discord')).toEqual(all);
  });

  it('takes single contexts’ facts over brokers, several at once, each opened once', async () => {
    const routes = { stats: ['kafka', 'jetstream'], discord: ['kafka'] } as const;
    const { all, of } = await routed({ routes });
    expect(all.map(({ name }) => name)).toEqual(['kafka', 'jetstream']);
    expect(of('stats')).toEqual(all);
    expect(of('discord')).toEqual([all[0]]);
    expect(of('identity')).toEqual([]);
  });

  it('opens no broker that nobody needs', () => {
    expect(brokersOf({ transport: 'postgres', routes: { stats: 'postgres' } })).toEqual([]);
    expect(brokersOf({ transport: 'kafka', routes: { stats: ['kafka', 'bullmq'] } })).toEqual([
      'kafka',
      'bullmq',
    ]);
  });

  it('needs the address of each', async () => {
    const { kafka: _, ...others } = brokerUrls;
    const needing = carriage({ routes: { stats: ['kafka'] }, brokerUrls: others });
    await expect(transportOf(needing)).rejects.toThrow('KAFKA_URL is not set.');
  });

  it('says whose address its client does not take, and repeats no password', async () => {
    const wrong = carriage({
      transport: 'kafka',
      brokerUrls: { kafka: 'kafka://me:hunter2@one.example,two.example:x' },
    });
    await expect(transportOf(wrong)).rejects.toThrow(
      /KAFKA_URL is no address for kafka\. The address of Kafka has the form kafka:\/\/host:9092/,
    );
    await expect(transportOf(wrong)).rejects.toThrow(/^(?![^]*hunter2)/);
  });

  it.each([
    'redis://:hunter2@one.example:6379,two.example:6379',
    'nats://me:hunter2@one.example,two.example:x',
  ])('says so of the address for signals, too', async (signalsUrl) => {
    const wrong = transportOf(carriage({ signalsUrl }));
    await expect(wrong).rejects.toThrow(/SIGNALS_URL is no address for signals\./);
    await expect(wrong).rejects.toThrow(/^(?![^]*hunter2)/);
  });
});

describe('the routes', () => {
  it('need the address of every broker in them, whatever TRANSPORT is', () => {
    const refusal = () => configurationFrom({ TRANSPORT: 'postgres' }, { stats: ['kafka', 'jetstream'] });
    expect(refusal).toThrow(/KAFKA_URL is missing, and facts travel over kafka/);
    expect(refusal).toThrow(/NATS_URL is missing, and facts travel over jetstream/);
  });

  it('lead over no broker where facts stay in one process', () => {
    const env = { TRANSPORT: 'in-process', KAFKA_URL: brokers.kafka.example };
    expect(() => configurationFrom(env, { stats: ['kafka'] })).toThrow(
      /TRANSPORT is "in-process", .*routes\.ts sends facts over kafka.* Use TRANSPORT=postgres/,
    );
    expect(configurationFrom(env, { stats: 'postgres' }).transport).toBe('in-process');
  });

  it('are no others than the compiler lets through', () => {
    const nonsense: readonly Partial<Record<ContextName, Route>>[] = [
      // @ts-expect-error there is no such context
      { statz: ['kafka'] },
      // @ts-expect-error there is no such broker
      { stats: ['pigeon'] },
      // @ts-expect-error nothing would bring its facts
      { stats: [] },
      // @ts-expect-error it would have to run in this process alone
      { stats: 'in-process' },
    ];
    expect(nonsense).toHaveLength(4);
  });
});

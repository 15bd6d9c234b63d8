import type { Broker } from '@boardwalk/messaging';
import { type CarrierName, openCarrier, startCarrier } from '../../servers/carriers.ts';
import type { OpenBareClient } from '../bare-clients/bare-client.ts';
import { adapterAlone, bareClient, type Carried, wholeWay } from '../contenders/carried.ts';
import { carriedMessages } from '../contenders/carried-messages.ts';
import { untilConsumed } from '../measuring/consumption.ts';
import { alone, compared, type Finding } from '../measuring/finding.ts';
import { pause } from '../measuring/load.ts';
import type { ProcessorTime } from '../measuring/processor-time.ts';
import type { Figures, Ledger } from '../measuring/rounds.ts';
import { quantile } from '../measuring/statistics.ts';
import type { Row, Server, Stage } from '../stage.ts';

const toBareClient = 0.85;

/** Each is loaded where it is measured, as ours are. */
const bareClients: Readonly<Record<CarrierName, () => Promise<OpenBareClient>>> = {
  bullmq: async () => (await import('../bare-clients/bullmq.ts')).openBareBullmq,
  'redis-streams': async () => (await import('../bare-clients/redis-streams.ts')).openBareRedisStreams,
  jetstream: async () => (await import('../bare-clients/jetstream.ts')).openBareJetStream,
  rabbitmq: async () => (await import('../bare-clients/rabbitmq.ts')).openBareRabbitmq,
  kafka: async () => (await import('../bare-clients/kafka.ts')).openBareKafka,
};

/** P14: one broker, by its bare client, by our adapter alone, and from the publisher to the effect. */
export function carrying(carrier: CarrierName): Row {
  return {
    title: `facts over ${carrier}, until their effects are committed, and over its bare client`,
    async run(stage) {
      const broker = await startCarrier(carrier);
      if ('missing' in broker)
        return { findings: [], measured: {}, notes: [`${carrier} was not measured: ${broker.missing}`] };
      stage.closing(broker);
      const server = await stage.server();
      const messages = stage.size(20_000, 600);
      const contestants = await contestantsOn(stage, server, messages, {
        bare: await bareClients[carrier](),
        url: broker.url,
        ours: () => openCarrier(carrier, broker.url),
      });
      const measured = await stage.inTurns(
        rested(stage, {
          ...manyTogether(contestants, server.processor, messages),
          ...oneAtATime(contestants, stage.size(200, 10)),
        }),
      );
      return { findings: findingsOf(measured), measured, notes: [`${carrier} ${broker.version}`] };
    },
  };
}

interface Clients {
  readonly url: string;
  readonly bare: OpenBareClient;
  readonly ours: () => Promise<Broker>;
}

type Contestants = Readonly<Record<string, Carried>>;

async function contestantsOn(
  stage: Stage,
  server: Server,
  count: number,
  { url, bare, ours }: Clients,
): Promise<Contestants> {
  const messages = carriedMessages(count);
  const withoutHeaders = messages.map((message) => ({ ...message, attributes: {} }));
  const at = (name: string) => server.database(name);
  return {
    'bare client': stage.closing(await bareClient(await at('bare'), url, bare, messages)),
    adapter: stage.closing(await adapterAlone(await at('adapter'), await ours(), messages)),
    'bare client without headers': stage.closing(
      await bareClient(await at('bare_without_headers'), url, bare, withoutHeaders),
    ),
    'whole way': stage.closing(await wholeWay(await at('whole_way'), await ours())),
    'without a broker': stage.closing(await wholeWay(await at('without_a_broker'))),
  };
}

type Turns = Readonly<Record<string, () => Promise<Figures>>>;

/** The inbox is emptied every second, behind the last effect: that shall not cost whoever comes next. */
function rested(stage: Stage, turns: Turns): Turns {
  return Object.fromEntries(
    Object.entries(turns).map(([name, turn]) => [
      name,
      async () => {
        await pause(stage.size(1_500, 1));
        return turn();
      },
    ]),
  );
}

function manyTogether(contestants: Contestants, server: ProcessorTime, messages: number): Turns {
  return turnsOf('many', contestants, async (each) => {
    const figures = await untilConsumed(each, server, messages, () => each.sendAll(messages));
    return { ...figures, share: (100 * (figures['server'] ?? 0)) / (figures['processor'] ?? 0) };
  });
}

function oneAtATime(contestants: Contestants, probes: number): Turns {
  return turnsOf('one', contestants, async (each) => {
    each.reset();
    each.arrivals.forget();
    const latencies: number[] = [];
    for (let n = 0; n < probes; n += 1)
      latencies.push(await each.arrivals.journeyOf(n, () => each.sendOne(n)));
    await each.consumed(probes);
    return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
  });
}

const turnsOf = (how: string, contestants: Contestants, turn: (each: Carried) => Promise<Figures>): Turns =>
  Object.fromEntries(
    Object.entries(contestants).map(([name, each]) => [`${how}: ${name}`, () => turn(each)]),
  );

function findingsOf(measured: Ledger): Finding[] {
  const rate = (what: string, ours: string, theirs: string, atLeast?: number) =>
    compared(measured, {
      ...{ what, figure: 'perSecond', unit: '/s' },
      ...{ ours: `many: ${ours}`, theirs: `many: ${theirs}` },
      ...(atLeast !== undefined && { target: { atLeast } }),
    });
  const processorTime = (what: string, figure: 'client' | 'server', ours: string) =>
    compared(measured, {
      ...{ what, figure, unit: 'µs' },
      ...{ ours: `many: ${ours}`, theirs: 'many: bare client' },
    });
  const latencies = (ours: string, theirs: string) =>
    (['p50', 'p99'] as const).map((figure) =>
      compared(measured, {
        ...{ what: `${ours}, one at a time, ${figure}`, figure, unit: 'ms' },
        ...{ ours: `one: ${ours}`, theirs: `one: ${theirs}` },
      }),
    );
  return [
    rate('(a) adapter', 'adapter', 'bare client', toBareClient),
    rate('(a) adapter', 'adapter', 'bare client without headers'),
    processorTime('(a) adapter, program per fact', 'client', 'adapter'),
    ...latencies('adapter', 'bare client'),
    rate('(b) whole way', 'whole way', 'bare client'),
    rate('(b) whole way', 'whole way', 'without a broker'),
    processorTime('(b) whole way, PostgreSQL per fact', 'server', 'whole way'),
    alone('(b) PostgreSQL of all but the broker', '%', measured.of('many: whole way', 'share')),
    ...latencies('whole way', 'bare client'),
    ...latencies('whole way', 'without a broker'),
  ];
}

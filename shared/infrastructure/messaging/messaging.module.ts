import { Clock, FactOutcomes, Ids, PersonalData, Projections, Randomness } from '@boardwalk/domain';
import { FactStamper } from '@boardwalk/observability';
import { Migrations, Pools, UnitsOfWork } from '@boardwalk/persistence';
import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { EventBus } from '@nestjs/cqrs';
import { Pool } from 'pg';
import type { Bridge } from './bridges/bridge.js';
import { Bridges } from './bridges/bridges.js';
import { BrokerTraffic } from './brokers/broker-traffic.js';
import { FormerRoutes } from './brokers/former-routes.js';
import { DeadLetterEditor } from './dead-letters/dead-letter-editor.js';
import { DeadLetters } from './dead-letters/dead-letters.js';
import { RedriveWorker } from './dead-letters/redrive-worker.js';
import { Redrives } from './dead-letters/redrives.js';
import { DelayedCommands } from './delayed-commands/delayed-commands.js';
import { DeliveryHost } from './delivery/delivery-host.js';
import { FactDecoder } from './delivery/fact-decoder.js';
import { KnownOutcomes } from './delivery/known-outcomes.js';
import type { OpenDatabase } from './elsewhere/other-database.js';
import { IntentSender } from './intents/intent-sender.js';
import { Backlog } from './log/backlog.js';
import { FactLog } from './log/fact-log.js';
import { LogReader } from './log/log-reader.js';
import { LogSources } from './log-sources.js';
import { Relay } from './log/relay.js';
import { tickSession } from './log/tick-session.js';
import { Messaging, type MessagingRole } from './messaging.js';
import { Erasure } from './personal/erasure.js';
import { PersonalFields } from './personal/personal-fields.js';
import { StoredKeys } from './personal/sealed-keys.js';
import { SubjectKeys } from './personal/subject-keys.js';
import { LogProjections } from './projections.js';
import { GroupCommit } from './publishing/group-commit.js';
import { LogEventPublisher } from './publishing/log-event-publisher.js';
import { Replays } from './replay/replays.js';
import { Readers } from './retention/readers.js';
import { defaultRetentionDays, Retention } from './retention/retention.js';
import { findConsumers } from './subscriptions/find-consumers.js';
import { subscriptionsOf } from './subscriptions/subscription.js';
import { SubscriptionControl } from './subscriptions/subscription-control.js';
import { SystemTimers, Timers } from './timers.js';
import type { Transport } from './transports/transport.js';

export interface MessagingSettings {
  /** What of messaging runs in this process; a process without any only writes facts. */
  readonly roles: readonly MessagingRole[];
  readonly transport: Transport;
  /** BOARDWALK_SECRET: opens the personal fields. */
  readonly secret: string;
  /** Names this process in the leases; unique. */
  readonly owner: string;
  /** Further databases whose logs are read here; what their facts cause is kept in this process's own. */
  readonly otherLogs?: readonly OpenDatabase[];
  /** Systems outside that are told every fact. Default: none. */
  readonly bridges?: readonly Bridge[];
  /** How long facts are kept, at least; default 35. */
  readonly retentionDays?: number;
}

/** Each process needs one connection for its leases, and one more for a heartbeat that a slow answer holds up. */
const leaseConnections = 2;

/** Imported once, by the app. */
@Module({})
export class MessagingModule implements OnModuleInit {
  constructor(
    private readonly units: UnitsOfWork,
    private readonly log: FactLog,
    private readonly eventBus: EventBus,
    private readonly publisher: LogEventPublisher,
  ) {}

  onModuleInit(): void {
    this.units.registerSink(this.log);
    this.eventBus.publisher = this.publisher;
  }

  static forRoot(settings: MessagingSettings): DynamicModule {
    const {
      roles,
      transport,
      secret,
      owner,
      otherLogs = [],
      bridges = [],
      retentionDays = defaultRetentionDays,
    } = settings;
    const moduleUrl = import.meta.url;
    return {
      module: MessagingModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [
        {
          provide: FactStamper,
          useFactory: (clock: Clock, ids: Ids) => new FactStamper(clock, ids, transport.system),
          inject: [Clock, Ids],
        },
        {
          provide: SubjectKeys,
          useFactory: (clock: Clock, pool: Pool) => new SubjectKeys(secret, clock, new StoredKeys(pool)),
          inject: [Clock, Pool],
        },
        {
          provide: PersonalFields,
          useFactory: (keys: SubjectKeys) => new PersonalFields(keys),
          inject: [SubjectKeys],
        },
        {
          provide: FactDecoder,
          useFactory: (fields: PersonalFields) => new FactDecoder(fields),
          inject: [PersonalFields],
        },
        {
          provide: LogReader,
          useFactory: (pool: Pool, migrations: Migrations) => {
            migrations.add('messaging', moduleUrl);
            return new LogReader(pool);
          },
          inject: [Pool, Migrations],
        },
        { provide: Backlog, useFactory: (pool: Pool) => new Backlog(pool), inject: [Pool] },
        {
          provide: Relay,
          useFactory: (pools: Pools) => new Relay(tickSession(pools), transport),
          inject: [Pools],
        },
        {
          provide: Readers,
          useFactory: (pool: Pool, clock: Clock) => new Readers(pool, clock),
          inject: [Pool, Clock],
        },
        {
          provide: Retention,
          useFactory: (pool: Pool, clock: Clock) => new Retention(pool, clock, retentionDays),
          inject: [Pool, Clock],
        },
        {
          provide: LogSources,
          useFactory: (pools: Pools, reader: LogReader, decoder: FactDecoder, clock: Clock) =>
            new LogSources({ reader, decoder, pools, clock, secret, transport, otherLogs }),
          inject: [Pools, LogReader, FactDecoder, Clock],
        },
        {
          provide: DeliveryHost,
          useFactory: (
            pools: Pools,
            units: UnitsOfWork,
            logs: LogSources,
            clock: Clock,
            randomness: Randomness,
            timers: Timers,
            discovery: DiscoveryService,
          ) => {
            const tools = {
              pool: pools.main,
              leases: pools.another({ size: leaseConnections }),
              units,
              clock,
              randomness,
              timers,
              transport,
              source: logs.own.source,
              otherSources: logs.others.map(({ source }) => source),
            };
            return new DeliveryHost(() => subscriptionsOf(findConsumers(discovery)), owner, tools, transport);
          },
          inject: [Pools, UnitsOfWork, LogSources, Clock, Randomness, Timers, DiscoveryService],
        },
        {
          provide: Projections,
          useFactory: (units: UnitsOfWork, host: DeliveryHost) => new LogProjections(units, host),
          inject: [UnitsOfWork, DeliveryHost],
        },
        {
          provide: PersonalData,
          useFactory: (keys: SubjectKeys, units: UnitsOfWork) => new Erasure(keys, units),
          inject: [SubjectKeys, UnitsOfWork],
        },
        {
          provide: FactOutcomes,
          useFactory: (pool: Pool, host: DeliveryHost) => new KnownOutcomes(pool, host),
          inject: [Pool, DeliveryHost],
        },
        {
          provide: Messaging,
          useFactory: (
            log: FactLog,
            relay: Relay,
            retention: Retention,
            host: DeliveryHost,
            intents: IntentSender,
            delayed: DelayedCommands,
            redrives: RedriveWorker,
            timers: Timers,
            logs: LogSources,
          ) =>
            new Messaging(
              new Set(roles),
              transport,
              log,
              relay,
              retention,
              host,
              intents,
              delayed,
              redrives,
              timers,
              otherLogs.length,
              transport.brokers &&
                new BrokerTraffic({ brokers: transport.brokers, transport, logs, host, timers, owner }),
              new Bridges(bridges, {
                ...{ pool: logs.own.pool, reader: logs.own.source.reader },
                ...{ timers, transport, owner },
              }),
              new FormerRoutes(logs.own.pool, transport.brokers),
            ),
          inject: [
            FactLog,
            Relay,
            Retention,
            DeliveryHost,
            IntentSender,
            DelayedCommands,
            RedriveWorker,
            Timers,
            LogSources,
          ],
        },
        {
          provide: RedriveWorker,
          useFactory: (pool: Pool, units: UnitsOfWork, clock: Clock, timers: Timers, host: DeliveryHost) =>
            new RedriveWorker(pool, units, clock, timers, owner, () => host.look()),
          inject: [Pool, UnitsOfWork, Clock, Timers, DeliveryHost],
        },
        { provide: Timers, useClass: SystemTimers },
        FactLog,
        {
          provide: GroupCommit,
          useFactory: (units: UnitsOfWork) => new GroupCommit(units),
          inject: [UnitsOfWork],
        },
        LogEventPublisher,
        IntentSender,
        DelayedCommands,
        DeadLetters,
        DeadLetterEditor,
        Redrives,
        SubscriptionControl,
        Replays,
      ],
      exports: [
        FactStamper,
        FactDecoder,
        Projections,
        PersonalData,
        FactOutcomes,
        IntentSender,
        DelayedCommands,
        Backlog,
        DeadLetters,
        DeadLetterEditor,
        Redrives,
        SubscriptionControl,
        Replays,
        LogReader,
        Readers,
        Retention,
        DeliveryHost,
        Messaging,
      ],
    };
  }
}

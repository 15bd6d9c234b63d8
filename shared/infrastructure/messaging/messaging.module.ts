import { Clock, Ids, Projections, Randomness } from '@boardwalk/domain';
import { FactStamper } from '@boardwalk/observability';
import { Migrations, UnitsOfWork } from '@boardwalk/persistence';
import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { EventBus } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { DeadLetters } from './dead-letters/dead-letters.js';
import { DeliveryHost } from './delivery/delivery-host.js';
import { FactDecoder } from './delivery/fact-decoder.js';
import { IntentSender } from './intents/intent-sender.js';
import { FactLog } from './log/fact-log.js';
import { LogReader } from './log/log-reader.js';
import { Relay } from './log/relay.js';
import { Messaging, type MessagingRole } from './messaging.js';
import { PersonalFields } from './personal/personal-fields.js';
import { SubjectKeys } from './personal/subject-keys.js';
import { LogProjections } from './projections.js';
import { LogEventPublisher } from './publishing/log-event-publisher.js';
import { findConsumers } from './subscriptions/find-consumers.js';
import { subscriptionsOf } from './subscriptions/subscription.js';
import type { Transport } from './transports/transport.js';

export interface MessagingSettings {
  /** What of messaging runs in this process; a process without any only writes facts. */
  readonly roles: readonly MessagingRole[];
  readonly transport: Transport;
  /** BOARDWALK_SECRET: opens the personal fields. */
  readonly secret: string;
  /** Names this process in the leases; unique. */
  readonly owner: string;
}

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

  static forRoot({ roles, transport, secret, owner }: MessagingSettings): DynamicModule {
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
          useFactory: (clock: Clock, pool: Pool) => new SubjectKeys(secret, clock, pool),
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
        { provide: Relay, useFactory: (pool: Pool) => new Relay(pool, transport), inject: [Pool] },
        {
          provide: DeliveryHost,
          useFactory: (
            pool: Pool,
            units: UnitsOfWork,
            reader: LogReader,
            decoder: FactDecoder,
            clock: Clock,
            randomness: Randomness,
            discovery: DiscoveryService,
          ) => {
            const source = transport.source(reader);
            const tools = { pool, units, source, decoder, clock, randomness, transport };
            return new DeliveryHost(
              () => subscriptionsOf(findConsumers(discovery)),
              owner,
              tools,
              reader,
              transport,
            );
          },
          inject: [Pool, UnitsOfWork, LogReader, FactDecoder, Clock, Randomness, DiscoveryService],
        },
        {
          provide: Projections,
          useFactory: (units: UnitsOfWork, host: DeliveryHost) => new LogProjections(units, host),
          inject: [UnitsOfWork, DeliveryHost],
        },
        {
          provide: Messaging,
          useFactory: (log: FactLog, relay: Relay, host: DeliveryHost, intents: IntentSender) =>
            new Messaging(new Set(roles), transport, log, relay, host, intents),
          inject: [FactLog, Relay, DeliveryHost, IntentSender],
        },
        FactLog,
        LogEventPublisher,
        IntentSender,
        DeadLetters,
      ],
      exports: [FactStamper, Projections, IntentSender, DeadLetters, LogReader, DeliveryHost, Messaging],
    };
  }
}

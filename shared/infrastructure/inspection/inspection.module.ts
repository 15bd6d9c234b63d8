import { Clock } from '@boardwalk/domain';
import { Migrations } from '@boardwalk/persistence';
import {
  type DynamicModule,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import pg from 'pg';
import { Audit } from './audit/audit.js';
import { AuditController } from './audit/audit.controller.js';
import { OperatorAuditInterceptor } from './audit/operator-audit.interceptor.js';
import { UnknownCallsController } from './calls/unknown-calls.controller.js';
import { ConsumersController } from './consumers/consumers.controller.js';
import { ReadersController } from './consumers/readers.controller.js';
import { Subscriptions } from './consumers/subscriptions.js';
import { DeadLettersController } from './dead-letters/dead-letters.controller.js';
import { RedrivesController } from './dead-letters/redrives.controller.js';
import { DelayedCommandsController } from './delayed-commands/delayed-commands.controller.js';
import { Doctor } from './doctor/doctor.js';
import { OperatorController } from './doctor/operator.controller.js';
import { Deliveries } from './log/deliveries.js';
import { EventsController } from './log/events.controller.js';
import { LogBrowser } from './log/log-browser.js';
import { PlatformFigures } from './metrics/platform-figures.js';
import { Comparisons } from './replays/comparisons.js';
import { ReplaysController } from './replays/replays.controller.js';
import { ProcessDescription } from './process-description.js';
import { NoSpanFeed, SpanFeed } from './spans/span-feed.js';
import { SpanStoreExporter } from './spans/span-store-exporter.js';
import { SpanTable } from './spans/span-table.js';
import { TracesController } from './spans/traces.controller.js';
import { Traces } from './spans/traces.js';

export interface InspectionSettings {
  readonly process: ProcessDescription;
  /** The exporter that tracing was set up with, and the feed that it hangs on; absent without tracing. */
  readonly spans?: { readonly exporter: SpanStoreExporter; readonly feed: SpanFeed };
}

/** The span store and the operator's API over it and over messaging. Imported once, by the app. */
@Module({})
export class InspectionModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly table: SpanTable,
    private readonly exporter: SpanStoreExporter,
    private readonly feed: SpanFeed,
  ) {}

  static forRoot({ process, spans }: InspectionSettings): DynamicModule {
    const moduleUrl = import.meta.url;
    return {
      module: InspectionModule,
      controllers: [
        OperatorController,
        EventsController,
        DeadLettersController,
        RedrivesController,
        ReplaysController,
        AuditController,
        ConsumersController,
        ReadersController,
        UnknownCallsController,
        DelayedCommandsController,
        TracesController,
      ],
      providers: [
        { provide: ProcessDescription, useValue: process },
        { provide: SpanStoreExporter, useValue: spans?.exporter ?? new SpanStoreExporter() },
        { provide: SpanFeed, useValue: spans?.feed ?? new NoSpanFeed() },
        {
          provide: SpanTable,
          useFactory: (pool: pg.Pool, clock: Clock, migrations: Migrations) => {
            migrations.add('inspection', moduleUrl);
            return new SpanTable(pool, clock);
          },
          inject: [pg.Pool, Clock, Migrations],
        },
        LogBrowser,
        Subscriptions,
        Comparisons,
        Deliveries,
        Traces,
        Doctor,
        Audit,
        { provide: APP_INTERCEPTOR, useClass: OperatorAuditInterceptor },
        PlatformFigures,
      ],
    };
  }

  /** After the migrations, so that the table is there. */
  onApplicationBootstrap(): void {
    this.exporter.attach(this.table);
  }

  /** After the last request and before the pool is closed. */
  async onApplicationShutdown(): Promise<void> {
    await this.feed.flush();
    await this.exporter.detach();
  }
}

import { DomainEvents } from '@boardwalk/domain';
import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, ModuleRef } from '@nestjs/core';
import { Pool } from 'pg';
import { BoundedPool } from './bounded-pool.js';
import { CommandUnits } from './command-units.js';
import { Database } from './database.js';
import { Housekeeping } from './housekeeping.js';
import { LocalHandlers } from './local-handlers.js';
import { Migrations } from './migrations.js';
import type { PoolSettings } from './pool.js';
import { Pools } from './pools.js';
import { TracedUnits } from './traced-units.js';
import { UnitOfWorkDomainEvents } from './unit-of-work-domain-events.js';
import { UnitsOfWork } from './units-of-work.js';

export class PersistenceModule {
  /** Imported once, by the app: the pool, the units of work and the wrapper around the command bus. */
  static forRoot(settings: PoolSettings): DynamicModule {
    return {
      module: PersistenceRootModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [
        { provide: Pools, useFactory: () => new Pools(settings) },
        { provide: BoundedPool, useFactory: (pools: Pools) => pools.main, inject: [Pools] },
        { provide: Pool, useExisting: BoundedPool },
        UnitsOfWork,
        TracedUnits,
        Migrations,
        CommandUnits,
        Housekeeping,
      ],
      exports: [Pools, BoundedPool, Pool, UnitsOfWork, TracedUnits, Migrations, Housekeeping],
    };
  }

  /**
   * Imported by each context's module: its `Database`, its `DomainEvents`, and its SQL files among those that run.
   * @param context name of the context and of its schema
   * @param moduleUrl `import.meta.url` of the importing file
   */
  static forContext(context: string, moduleUrl: string): DynamicModule {
    return {
      module: PersistenceContextModule,
      global: false,
      imports: [DiscoveryModule],
      providers: [
        {
          provide: Database,
          useFactory: (pool: Pool, units: UnitsOfWork, migrations: Migrations) => {
            migrations.add(context, moduleUrl);
            return new Database(context, pool, units);
          },
          inject: [Pool, UnitsOfWork, Migrations],
        },
        {
          provide: DomainEvents,
          useFactory: (units: UnitsOfWork) => new UnitOfWorkDomainEvents(context, units),
          inject: [UnitsOfWork],
        },
        {
          provide: LocalHandlers,
          useFactory: (discovery: DiscoveryService, events: DomainEvents, moduleRef: ModuleRef) =>
            new LocalHandlers(context, discovery, events, moduleRef),
          inject: [DiscoveryService, DomainEvents, ModuleRef],
        },
      ],
      exports: [Database, DomainEvents],
    };
  }
}

@Module({})
class PersistenceRootModule implements OnApplicationShutdown {
  constructor(private readonly pools: Pools) {}

  /** After every listener and worker has stopped. */
  async onApplicationShutdown(): Promise<void> {
    await this.pools.end();
  }
}

@Module({})
class PersistenceContextModule {}

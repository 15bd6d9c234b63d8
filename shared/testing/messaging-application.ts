import 'reflect-metadata';
import { Clock, Ids, Randomness, SystemClock, SystemIds, SystemRandomness } from '@boardwalk/domain';
import {
  type Bridge,
  Messaging,
  MessagingModule,
  type MessagingRole,
  type OpenDatabase,
  PostgresTransport,
  type Transport,
} from '@boardwalk/messaging';
import { Migrations, PersistenceModule } from '@boardwalk/persistence';
import { type DynamicModule, Global, type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';

// Decorators are called as functions: Node runs this file as it is.

/** BOARDWALK_SECRET of every such application. */
export const applicationSecret = 'secret-of-an-application-without-a-web-server';

export interface MessagingApplicationSettings {
  readonly url: string;
  /** Names the process in the leases and its connections in pg_stat_activity. */
  readonly name: string;
  /** Without any, facts are only written. */
  readonly roles: readonly MessagingRole[];
  /** The contexts: module classes, or what their forRoot() returns. */
  readonly modules: readonly (Type | DynamicModule)[];
  /** Default: PostgresTransport. */
  readonly transport?: Transport;
  /** Default: none. */
  readonly bridges?: readonly Bridge[];
  /** Further databases whose logs are read. */
  readonly otherLogs?: readonly OpenDatabase[];
  /** Default: 16. */
  readonly connections?: number;
  /** Whether it tells of deliveries that fail and of what else is not as it should be. Default: true. */
  readonly tells?: boolean;
}

export interface MessagingApplication {
  readonly context: INestApplicationContext;
  stop(): Promise<void>;
}

/** The whole pipeline as the platform has it, with the system's clock, and running, but without a web server. */
export async function startMessagingApplication(
  settings: MessagingApplicationSettings,
): Promise<MessagingApplication> {
  const {
    url,
    name,
    roles,
    modules,
    otherLogs = [],
    bridges = [],
    connections = 16,
    tells = true,
  } = settings;
  const { transport = new PostgresTransport(url) } = settings;
  const clock = new SystemClock();
  class Globals {}
  Global()(Globals);
  Module({
    providers: [
      { provide: Clock, useValue: clock },
      { provide: Ids, useValue: new SystemIds(clock) },
      { provide: Randomness, useValue: new SystemRandomness() },
    ],
    exports: [Clock, Ids, Randomness],
  })(Globals);

  class Root {}
  Module({
    imports: [
      Globals,
      CqrsModule.forRoot(),
      PersistenceModule.forRoot({ url, size: connections, applicationName: name }),
      MessagingModule.forRoot({
        roles,
        transport,
        otherLogs,
        bridges,
        secret: applicationSecret,
        owner: `${name} ${process.pid}`,
      }),
      ...modules,
    ],
  })(Root);

  const context = await NestFactory.createApplicationContext(Root, {
    logger: tells && ['error', 'warn'],
    abortOnError: false,
  });
  await context.get(Migrations).run();
  await context.init();
  const messaging = context.get(Messaging);
  try {
    await messaging.start();
  } catch (error) {
    await messaging.stop();
    await context.close();
    throw error;
  }
  return {
    context,
    stop: async () => {
      await messaging.stop();
      await context.close();
    },
  };
}

import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Clock, Ids, Randomness, SystemClock, SystemIds, SystemRandomness } from '@boardwalk/domain';
import { ExtensionPublishedIntegrationEvent } from '@boardwalk/integration-events';
import { Messaging, MessagingModule, type MessagingRole, PostgresTransport } from '@boardwalk/messaging';
import { BaseConsumer } from '@boardwalk/observability';
import { Migrations, PersistenceModule, UnitsOfWork } from '@boardwalk/persistence';
import { Global, Module } from '@nestjs/common';
import { CqrsModule, EventBus, EventsHandler } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import { type Contender, payload, selectWork, Tally, updateWork, workRows } from './contender.ts';

// Decorators are called as functions: this file runs without being compiled.

/**
 * The whole pipeline as an application has it: contract, validation, metadata, log, ticks, delivery.
 * @param roles without any, facts are only written
 */
export async function boardwalk(
  url: string,
  roles: readonly MessagingRole[] = ['relay', 'worker'],
): Promise<Contender & { work(n: number): Promise<void> }> {
  const tally = new Tally();

  class ExtensionPublishedConsumer extends BaseConsumer<ExtensionPublishedIntegrationEvent> {
    toCommand(): null {
      tally.add();
      return null;
    }
  }
  EventsHandler(ExtensionPublishedIntegrationEvent)(ExtensionPublishedConsumer);

  class BenchmarkModule {}
  Module({ providers: [ExtensionPublishedConsumer] })(BenchmarkModule);

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
      PersistenceModule.forRoot({ url, size: 10, applicationName: 'benchmark' }),
      MessagingModule.forRoot({
        roles,
        transport: new PostgresTransport(url),
        secret: 'benchmark-benchmark-benchmark-benchmark',
        owner: randomUUID(),
      }),
      BenchmarkModule,
    ],
  })(Root);

  const app = await NestFactory.createApplicationContext(Root, {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  await app.get(Migrations).run();
  await app.init();
  const messaging = app.get(Messaging);
  await messaging.start();
  const bus = app.get(EventBus);
  const units = app.get(UnitsOfWork);
  const fact = () => new ExtensionPublishedIntegrationEvent(payload);

  return {
    name: 'boardwalk',
    publish: async () => {
      await bus.publish(fact());
    },
    publishWithWork: (n) =>
      units.run(async (unit) => {
        await unit.query(selectWork, [n % workRows]);
        await unit.query(updateWork, [n % workRows]);
        void bus.publish(fact());
      }),
    work: (n) =>
      units.run(async (unit) => {
        await unit.query(selectWork, [n % workRows]);
        await unit.query(updateWork, [n % workRows]);
      }),
    consumed: (count) => tally.reached(count),
    reset: () => tally.reset(),
    stop: async () => {
      await messaging.stop();
      await app.close();
    },
  };
}

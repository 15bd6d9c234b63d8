import 'reflect-metadata';
import { AggregateRoot, DomainEvents, type IDomainEvent } from '@boardwalk/domain';
import { PersistenceModule, UnitsOfWork } from '@boardwalk/persistence';
import { Module } from '@nestjs/common';
import { CqrsModule, EventBus, EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import { startMessagingApplication } from '@boardwalk/testing/messaging-application';
import { alone, compared } from '../measuring/finding.ts';
import { ProcessorTime, worked } from '../measuring/processor-time.ts';
import type { Figures } from '../measuring/rounds.ts';
import { ratios } from '../measuring/statistics.ts';
import type { Row, Stage } from '../stage.ts';

const typeCounts = [1, 10, 100] as const;

/** As many event classes, each with a handler that counts. */
function eventTypes(count: number) {
  let handled = 0;
  const types = Array.from({ length: count }, (_, index) => {
    const name = `Happened${index}`;
    const event = {
      [name]: class implements IDomainEvent {
        readonly kind = name;
        readonly dateTimeOccurred = new Date(0);
        getAggregateId(): string {
          return 'one';
        }
      },
    }[name];
    if (event === undefined) throw new Error('A class has its name.');
    class CountingHandler implements IEventHandler<IDomainEvent> {
      handle(): void {
        handled += 1;
      }
    }
    EventsHandler(event)(CountingHandler);
    return { event, handler: CountingHandler };
  });
  return {
    handlers: types.map(({ handler }) => handler),
    made: (n: number): IDomainEvent => {
      const type = types[n % count];
      if (type === undefined) throw new Error('There is a type for every number.');
      return new type.event();
    },
    handled: () => handled,
  };
}

type Dispatch = (events: number) => Promise<void>;

class Thing extends AggregateRoot {
  readonly id = 'one';

  constructor() {
    super(0);
  }

  does(event: IDomainEvent): void {
    this.addDomainEvent(event);
  }
}

/** Ours: what a command does with the private events of an aggregate that it saves. The unit of work is opened once. */
async function ours(stage: Stage, url: string, count: number): Promise<Dispatch> {
  const types = eventTypes(count);
  class BenchmarkModule {}
  Module({
    imports: [PersistenceModule.forContext('benchmark', import.meta.url)],
    providers: types.handlers,
  })(BenchmarkModule);
  const { context } = stage.closing(
    await startMessagingApplication({ url, name: 'dispatch', roles: [], modules: [BenchmarkModule] }),
  );
  const units = context.get(UnitsOfWork);
  const domainEvents = context.get(DomainEvents, { strict: false });
  return async (events) => {
    const before = types.handled();
    await units.run(async () => {
      const thing = new Thing();
      for (let n = 0; n < events; n += 1) {
        thing.does(types.made(n));
        await domainEvents.dispatchEventsForAggregate(thing);
      }
    });
    if (types.handled() - before !== events) throw new Error('Not every event reached its handler.');
  };
}

/** What nobody waits for piles up; so much of it at the most, or memory decides. */
const mostUnderWay = 100;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** @nestjs/cqrs: its event bus, which calls handlers without waiting for them. */
async function nest(stage: Stage, count: number): Promise<Dispatch> {
  const types = eventTypes(count);
  class Root {}
  Module({ imports: [CqrsModule.forRoot()], providers: types.handlers })(Root);
  const context = await NestFactory.createApplicationContext(Root, { logger: ['error', 'warn'] });
  await context.init();
  stage.closing({ stop: () => context.close() });
  const bus = context.get(EventBus);
  return async (events) => {
    const before = types.handled();
    for (let n = 0; n < events; n += 1) {
      bus.publish(types.made(n));
      if ((n + 1) % mostUnderWay === 0) await turn();
    }
    for (let waits = 0; types.handled() - before < events && waits < 1_000; waits += 1) await turn();
    if (types.handled() - before !== events) throw new Error('Not every event reached its handler.');
  };
}

export const row: Row = {
  title: 'dispatch to handlers in the process, of 1, 10 and 100 event types; judged by processor time',
  async run(stage) {
    const server = await stage.server();
    const turns: Record<string, () => Promise<Figures>> = {};
    for (const count of typeCounts) {
      const dispatchers: Record<string, Dispatch> = {
        boardwalk: await ours(stage, await server.database(`types_${count}`), count),
        '@nestjs/cqrs': await nest(stage, count),
      };
      for (const [name, dispatch] of Object.entries(dispatchers)) {
        const events = stage.size(name === 'boardwalk' || count < 100 ? 100_000 : 20_000, 500);
        turns[`${count}: ${name}`] = async () => {
          const { clientMicroseconds } = await worked(ProcessorTime.ofNobody, () => dispatch(events));
          return { perProcessorSecond: (1_000_000 * events) / clientMicroseconds };
        };
      }
    }
    const measured = await stage.inTurns(turns);
    const targets: Record<number, number> = { 10: 4, 100: 18 };
    const findings = typeCounts.map((count) => {
      const atLeast = targets[count];
      return compared(measured, {
        what: `${count} event types`,
        figure: 'perProcessorSecond',
        unit: '/s',
        ours: `${count}: boardwalk`,
        theirs: `${count}: @nestjs/cqrs`,
        ...(atLeast !== undefined && { target: { atLeast } }),
      });
    });
    const rate = (count: number) => measured.of(`${count}: boardwalk`, 'perProcessorSecond');
    findings.push(alone('100 types to 1 type', '×', ratios(rate(100), rate(1)), { atLeast: 0.95 }));
    return { findings, measured };
  },
};

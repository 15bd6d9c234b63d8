import { ExtensionPublishedIntegrationEvent } from '@boardwalk/integration-events';
import { Messaging, type MessagingRole, type Transport } from '@boardwalk/messaging';
import { BaseConsumer } from '@boardwalk/observability';
import { PersistenceModule, type UnitOfWork, UnitsOfWork } from '@boardwalk/persistence';
import { Module } from '@nestjs/common';
import { EventBus, EventsHandler } from '@nestjs/cqrs';
import { startMessagingApplication } from '@boardwalk/testing/messaging-application';
import {
  numberOf,
  type OnMessage,
  payloadOf,
  selectWork,
  Tally,
  type TransactionalContender,
  updateWork,
  workRows,
} from './contender.ts';

// Decorators are called as functions: this file runs without being compiled.

/** A subscription that takes every message. */
export interface BenchmarkConsumer {
  readonly batch?: boolean;
  readonly buckets?: number;
  readonly retry?: {
    readonly attempts: number;
    readonly firstDelayMs: number;
    readonly longestDelayMs: number;
  };
  /** Takes the message inside the transaction of its delivery; what it throws is a failed delivery. */
  readonly handle?: (n: number, unit: UnitOfWork) => void | Promise<void>;
}

export interface BoardwalkSettings {
  /** Without any, facts are only written. */
  readonly roles?: readonly MessagingRole[];
  /** One subscription each; one that only counts when absent. */
  readonly consumers?: readonly BenchmarkConsumer[];
  readonly transport?: Transport;
  readonly onMessage?: OnMessage;
  /** Whether it tells of deliveries that fail. Default: true. */
  readonly tells?: boolean;
}

export interface Boardwalk extends TransactionalContender {
  /** P3's transaction without a fact. */
  work(n: number): Promise<void>;
  /** Like `publish`, with an ordering key of its own choice. */
  publishWithKey(n: number, key: string): Promise<void>;
  /** Deliveries since the last `reset`. */
  readonly delivered: number;
}

/** The whole pipeline as an application has it: contract, validation, metadata, log, ticks, delivery. */
export async function boardwalk(url: string, settings: BoardwalkSettings = {}): Promise<Boardwalk> {
  const { roles = ['relay', 'worker'], consumers = [{}], transport, onMessage, tells = true } = settings;
  const tally = new Tally(consumers.length);
  const count = (n: number) => {
    tally.add(n);
    onMessage?.(n);
  };

  class BenchmarkModule {}
  Module({
    imports: [PersistenceModule.forContext('benchmark', import.meta.url)],
    providers: consumers.map((consumer, index) =>
      consumerClass(`benchmark.consumer-${index}`, consumer, count, () => units.current()),
    ),
  })(BenchmarkModule);

  const application = await startMessagingApplication({
    url,
    name: 'benchmark',
    roles,
    modules: [BenchmarkModule],
    tells,
    ...(transport !== undefined && { transport }),
  });
  const messaging = application.context.get(Messaging);
  const bus = application.context.get(EventBus);
  const units = application.context.get(UnitsOfWork);
  const fact = (n: number, key?: string) => new ExtensionPublishedIntegrationEvent(payloadOf(n, key));
  const inWork = (n: number, publish: () => void) =>
    units.run(async (unit) => {
      await unit.query(selectWork, [n % workRows]);
      await unit.query(updateWork, [n % workRows]);
      publish();
    });

  let paused = false;
  return {
    name: 'boardwalk',
    publish: async (n) => {
      await bus.publish(fact(n));
    },
    publishWithKey: async (n, key) => {
      await bus.publish(fact(n, key));
    },
    publishBatch: (first, size) =>
      units.run(async () => {
        for (let n = first; n < first + size; n += 1) void bus.publish(fact(n));
      }),
    publishWithWork: (n) => inWork(n, () => void bus.publish(fact(n))),
    work: (n) => inWork(n, () => undefined),
    consumed: (count) => tally.reached(count),
    get delivered() {
      return tally.count;
    },
    reset: () => tally.reset(),
    pause: async () => {
      paused = true;
      await messaging.stop();
    },
    resume: async () => {
      paused = false;
      await messaging.start();
    },
    stop: () => (paused ? application.context.close() : application.stop()),
  };
}

function consumerClass(
  name: string,
  { batch = true, buckets = 1, retry, handle }: BenchmarkConsumer,
  count: OnMessage,
  currentUnit: () => UnitOfWork | undefined,
) {
  class BenchmarkConsumer extends BaseConsumer<ExtensionPublishedIntegrationEvent> {
    static readonly subscription = name;
    static readonly batch = batch;
    static readonly buckets = buckets;

    override async handle(event: ExtensionPublishedIntegrationEvent): Promise<'ack' | 'skipped'> {
      const n = numberOf(event);
      if (handle === undefined) count(n);
      else {
        const unit = currentUnit();
        if (unit === undefined) throw new Error('A delivery runs in a unit of work.');
        await handle(n, unit);
        // A batch may be rolled back and delivered again.
        unit.onSettled((committed) => {
          if (committed) count(n);
        });
      }
      return super.handle(event);
    }

    toCommand(): null {
      return null;
    }
  }
  if (retry !== undefined) Object.assign(BenchmarkConsumer, { retry });
  EventsHandler(ExtensionPublishedIntegrationEvent)(BenchmarkConsumer);
  return BenchmarkConsumer;
}

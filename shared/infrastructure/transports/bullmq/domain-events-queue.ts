import {
  contractOf,
  type contracts,
  type FactOf,
  type Fields,
  type WireType,
} from '@boardwalk/integration-events';
import type { Bridge, ToldFact, Undone } from '@boardwalk/messaging';
import { type RedisConnection, RedisLink } from '@boardwalk/redis';
import { type JobsOptions, Queue } from 'bullmq';
import { discard } from './discarded-queue.js';

/** What the workers of the queue get as `job.data`. */
export interface DomainEvent {
  readonly type: string;
  readonly payload: object;
  /** The same for whatever is to be done once. */
  readonly idempotencyKey: string;
}

type Contracts = typeof contracts;
type Tracked<Name> = { [T in WireType]: Contracts[T]['track'] extends Name ? FactOf<T> : never }[WireType];
type Translate<F> = (fact: F, about: Pick<ToldFact, 'id' | 'occurredAt'>) => DomainEvent;

/**
 * What facts are to the workers, who may know them by other names. By the name that a contract says in its tag `@track`.
 * Personal fields say `«personal»`.
 */
export type Translations = {
  readonly [name in Contracts[WireType]['track']]?: Translate<Fields<Tracked<name>>>;
};

const job = {
  // One that fails is tried again within a quarter of an hour, then it lies among the failed ones.
  attempts: 10,
  backoff: { type: 'exponential', delay: 1_000 },
  // The id of a job that is done keeps it from being added again. That is a batch of 500, unless a relay stood still meanwhile.
  removeOnComplete: { count: 1_000 },
} satisfies JobsOptions;

/** Neither done nor given up. */
const undone = ['waiting', 'delayed', 'active'] as const;

/**
 * The one queue of a system whose workers all take from it: `DOMAIN_EVENTS`, with jobs of type, payload and idempotency key. The
 * id of a job is that of the fact. What its server has taken in and forgets is not told again: `appendfsync always` is safer here
 * than `everysec`, which is enough for brokers.
 */
export class DomainEventsQueue implements Bridge {
  readonly name = 'DOMAIN_EVENTS';
  readonly system = 'bullmq';
  readonly server: Bridge['server'];
  private readonly link: RedisLink;
  private queue: Queue<DomainEvent> | undefined;

  /** @param url begins with redis:// or rediss:// */
  constructor(
    url: string,
    private readonly translations: Translations = {},
  ) {
    this.link = new RedisLink(this.name, url);
    this.server = this.link.server;
  }

  connect(): Promise<void> {
    return this.link.connect();
  }

  undone(): Promise<Undone> {
    return this.ask(async (queue) => {
      const [count, [oldest]] = await Promise.all([
        queue.getJobCountByTypes(...undone),
        queue.getWaiting(0, 0),
      ]);
      return { count, oldestMs: oldest === undefined ? null : Date.now() - oldest.timestamp };
    });
  }

  async tell(facts: readonly ToldFact[]): Promise<void> {
    const jobs = facts.map((fact) => this.jobOf(fact));
    await this.ask((queue, connection) => {
      for (const { data } of jobs) connection.refuseTooLong(JSON.stringify(data));
      return queue.addBulk(jobs);
    });
  }

  async close(): Promise<void> {
    await this.queue?.close();
    this.queue = undefined;
    await this.link.close();
  }

  private jobOf(fact: ToldFact) {
    const { id, traceparent } = fact;
    const data = this.eventOf(fact);
    const telemetry = traceparent !== undefined && {
      telemetry: { metadata: JSON.stringify({ traceparent }) },
    };
    return { name: data.type, data, opts: { ...job, jobId: id, ...telemetry } };
  }

  private eventOf({ id, type, occurredAt, data }: ToldFact): DomainEvent {
    // Each takes the fields of its own contract.
    const byName = this.translations as Readonly<Record<string, Translate<object> | undefined>>;
    const translate = byName[contractOf(type)?.track ?? ''];
    return translate?.(data, { id, occurredAt }) ?? { type, payload: data, idempotencyKey: id };
  }

  private async ask<T>(work: (queue: Queue<DomainEvent>, on: RedisConnection) => Promise<T>): Promise<T> {
    await this.link.connect();
    const connection = await this.link.connected();
    try {
      return await connection.ask(() => work(this.queueOn(connection), connection));
    } catch (error) {
      // One that was made while the connection broke would never work.
      discard(this.queue);
      this.queue = undefined;
      throw error;
    }
  }

  private queueOn({ redis }: RedisConnection): Queue<DomainEvent> {
    if (this.queue !== undefined) return this.queue;
    const queue = new Queue<DomainEvent>(this.name, { connection: redis });
    // What fails is told to whoever asked for it.
    queue.on('error', () => undefined);
    this.queue = queue;
    return queue;
  }
}

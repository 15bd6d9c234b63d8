import type { Fact } from '@boardwalk/integration-events';
import { DeadLetters, type MessagingRole, type Transport } from '@boardwalk/messaging';
import type { BaseConsumer } from '@boardwalk/observability';
import { Migrations, UnitsOfWork } from '@boardwalk/persistence';
import type { Type } from '@nestjs/common';
import { EventBus } from '@nestjs/cqrs';
import pg from 'pg';
import { type MessagingApplication, startMessagingApplication } from '../messaging-application.js';
import { cloneDatabase, templateDatabase, type TestDatabase } from '../test-database.js';
import { notYet, until } from '../until.js';
import { Conduct, ledger, type LedgerFact } from './ledger.js';

const template = 'ledger';

export interface Entry {
  readonly event_id: string;
  readonly key: string;
  readonly number: number;
}

export interface ApplicationOptions {
  readonly transport: Transport;
  /** Default: both. */
  readonly roles?: readonly MessagingRole[];
  /** Consumers beside the two that are always there. */
  readonly more?: readonly Type<BaseConsumer<Fact>>[];
}

export interface LedgerApplication extends MessagingApplication {
  readonly name: string;
  readonly conduct: Conduct;
  publish(...facts: readonly LedgerFact[]): Promise<void>;
}

/** A database with a ledger in it, and the applications that run on it. */
export class LedgerWorld {
  private readonly running = new Set<LedgerApplication>();
  private made = 0;

  private constructor(
    readonly database: TestDatabase,
    readonly session: pg.Pool,
  ) {}

  /** @param transport only puts the first application together, which makes the tables and is never started */
  static async open(transport: (url: string) => Promise<Transport> | Transport): Promise<LedgerWorld> {
    await templateDatabase(template, async (url) => {
      const application = await startMessagingApplication({
        url,
        name: 'first',
        roles: ['relay', 'worker'],
        modules: [ledger(new Conduct())],
        transport: await transport(url),
        tells: false,
      });
      await application.context.get(Migrations).run();
      await application.stop();
    });
    const database = await cloneDatabase(template);
    const session = new pg.Pool({ connectionString: database.url, max: 2 });
    session.on('error', () => undefined);
    return new LedgerWorld(database, session);
  }

  async close(): Promise<void> {
    for (const application of this.running) await application.stop();
    await this.session.end();
    await this.database.drop();
  }

  async start({
    transport,
    roles = ['relay', 'worker'],
    more = [],
  }: ApplicationOptions): Promise<LedgerApplication> {
    this.made += 1;
    const name = `application ${this.made}`;
    const conduct = new Conduct();
    const { context, stop } = await startMessagingApplication({
      url: this.database.url,
      name,
      roles,
      modules: [ledger(conduct, more)],
      transport,
      tells: process.env['BOARDWALK_TEST_LOG'] !== undefined,
    });
    const application: LedgerApplication = {
      name,
      conduct,
      context,
      publish: (...facts) =>
        context.get(UnitsOfWork).run(async () => {
          for (const fact of facts) await context.get(EventBus).publish(fact);
        }),
      stop: () => {
        this.running.delete(application);
        return stop();
      },
    };
    this.running.add(application);
    return application;
  }

  async rows<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.session.query<Row>(sql, [...values])).rows;
  }

  entries(subscription: string): Promise<Entry[]> {
    return this.rows(
      'SELECT event_id, key, number FROM ledger.entries WHERE subscription = $1 ORDER BY place',
      [subscription],
    );
  }

  /** The numbers that a subscription noted, by key. */
  async numbers(subscription: string): Promise<Record<string, number[]>> {
    const byKey = Map.groupBy(await this.entries(subscription), ({ key }) => key);
    return Object.fromEntries([...byKey].map(([key, entries]) => [key, entries.map(({ number }) => number)]));
  }

  /** Waits until a subscription has noted so many entries, and says what became of the others if it never does. */
  untilEntries(subscription: string, count: number): Promise<Record<string, number[]>> {
    return until(`${count} entries of ${subscription}`, async () => {
      const found = await this.entries(subscription);
      if (found.length >= count) return this.numbers(subscription);
      const deliveries = await this.rows(
        'SELECT key, state, attempts, error_message FROM messaging.deliveries WHERE subscription = $1 ORDER BY tick, pos LIMIT 5',
        [subscription],
      );
      return notYet({ entries: found.length, deliveries });
    });
  }

  async untilDead(application: LedgerApplication, subscription: string) {
    return until(`a dead letter of ${subscription}`, async () => {
      const [letter] = await application.context.get(DeadLetters).list({ subscription, limit: 10 });
      return letter ?? notYet();
    });
  }

  /** Until so many processes hold lanes, and no lane is free. */
  untilShared(processes: number): Promise<true> {
    return until(`lanes shared by ${processes} processes`, async () => {
      const [lanes] = await this.rows<{ owners: number; free: number }>(
        `SELECT count(DISTINCT owner)::int AS owners, count(*) FILTER (WHERE owner IS NULL)::int AS free FROM messaging.subscriptions`,
      );
      return lanes?.owners === processes && lanes.free === 0 ? true : notYet(lanes);
    });
  }

  /**
   * Ends every connection of an application, as a server does that restarts. Other specs' applications on
   * the same server have the same names.
   */
  async cutOff({ name }: LedgerApplication): Promise<void> {
    await this.rows(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = $1`,
      [name],
    );
  }
}

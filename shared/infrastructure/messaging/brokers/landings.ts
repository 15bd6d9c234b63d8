import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import type { LandingPlaces } from '../elsewhere/other-database.js';
import type { LogSource } from '../lanes/lane.js';
import type { Subscription } from '../subscriptions/subscription.js';
import type { Timers } from '../timers.js';
import type { BrokerRoutes } from './broker.js';
import { Inbox } from './inbox.js';
import { Landing } from './landing.js';
import { Trouble } from '../trouble.js';

/** How far everything has come is said this often, in milliseconds. */
const lookMs = 1_000;

/** A log whose facts come over the broker. */
export interface LandedLog {
  readonly source: LogSource;
  readonly destinations: (transport: string) => LandingPlaces;
}

export interface LandingTools {
  readonly brokers: BrokerRoutes;
  /** The consumers' own database. */
  readonly pool: Pool;
  readonly timers: Timers;
  /** The contexts' subscriptions that run in this process. */
  readonly subscriptions: () => readonly Subscription[];
  /** Tells every process on this database that something has landed, of whatever log. */
  readonly grew: () => void;
}

/** Everything that lands in this process: a landing for each log, context and broker. */
export class Landings {
  private readonly logger = new Logger('Landing');
  private readonly landings = new Map<string, Landing>();
  private readonly troubles = new Map<string, Trouble>();
  private end: (() => void) | undefined;
  private looking: Promise<void> | undefined;
  private stopped = false;

  /** @param logs the own one first */
  constructor(
    private readonly tools: LandingTools,
    private readonly logs: () => readonly LandedLog[],
  ) {}

  /** After the lanes were made. */
  async start(): Promise<void> {
    this.stopped = false;
    this.end = this.tools.timers.every(lookMs, () => void this.look());
    await this.look();
  }

  /** What has come and not landed comes again, here or elsewhere. */
  async stop(): Promise<void> {
    this.end?.();
    this.end = undefined;
    this.stopped = true;
    await this.looking;
    await Promise.all([...this.landings.values()].map((landing) => landing.stop()));
    this.landings.clear();
  }

  /** Looks after every landing. What fails is told once, and tried again the next time. */
  look(): Promise<void> {
    this.looking ??= this.lookAtAll().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  /** Why nothing lands, each reason once. */
  get reasons(): readonly string[] {
    return [...new Set([...this.troubles.values()].flatMap(({ current }) => current ?? []))];
  }

  /** Says what is news of every landing. */
  async tell(): Promise<void> {
    await Promise.all([...this.landings.values()].map((landing) => landing.tell()));
  }

  private async lookAtAll(): Promise<void> {
    const [own] = this.logs();
    if (own === undefined || this.stopped) return;
    await Promise.all(
      this.logs().map((log) =>
        this.told(log.source.elsewhere?.name ?? 'this database', async () => this.lookAt(log, own)),
      ),
    );
  }

  private async lookAt({ source, destinations }: LandedLog, own: LandedLog): Promise<void> {
    const [log, database] = await Promise.all([source.reader.logId(), own.source.reader.logId()]);
    const byContext = Map.groupBy(this.tools.subscriptions(), ({ context }) => context);
    const { brokers, pool, grew } = this.tools;
    const looks: Promise<void>[] = [];
    for (const [context, subscriptions] of byContext) {
      const names = subscriptions.map(({ name }) => name);
      for (const broker of brokers.of(context)) {
        const make = () =>
          new Landing(
            broker,
            new Inbox(pool, log, context),
            { database, context },
            destinations(broker.name),
            names,
            grew,
          );
        looks.push(this.known(`${log} ${context} ${broker.name}`, make).look());
      }
    }
    await Promise.all(looks);
  }

  private known(key: string, make: () => Landing): Landing {
    const landing = this.landings.get(key) ?? make();
    this.landings.set(key, landing);
    return landing;
  }

  private async told(where: string, work: () => Promise<void>): Promise<void> {
    const trouble = this.troubleOf(where);
    try {
      await work();
      if (trouble.over()) this.logger.log(`Facts of ${where} land again.`);
    } catch (error) {
      trouble.met(error);
    }
  }

  private troubleOf(where: string): Trouble {
    const known =
      this.troubles.get(where) ??
      new Trouble((reason) =>
        this.logger.warn(
          `Facts of ${where} do not land: ${reason}. They wait; it is tried again every second.`,
        ),
      );
    this.troubles.set(where, known);
    return known;
  }
}

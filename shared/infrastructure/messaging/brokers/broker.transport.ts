import { Logger } from '@nestjs/common';
import { BrokerUnfitError } from '../messaging.errors.js';
import type { PostgresTransport } from '../transports/postgres.transport.js';
import type { FactSource, LogElsewhere, Transport } from '../transports/transport.js';
import type { Broker, BrokerRoutes } from './broker.js';
import { Trouble } from '../trouble.js';

/** How long to wait, in milliseconds, before a broker that was not there at the start is tried again. */
const againMs = 1_000;

/**
 * Facts travel through brokers, which stand behind the log: what they lose is sent again, what they repeat lands once. News
 * between processes of one database go through PostgreSQL as before.
 */
export class BrokerTransport implements Transport {
  readonly features = { crossProcess: true };
  readonly brokers: BrokerRoutes;
  private readonly logger = new Logger('BrokerTransport');
  private readonly again = new Set<NodeJS.Timeout>();
  private stopped = false;

  /** @param routes one broker for everything, or which of them for whom */
  constructor(
    private readonly signals: PostgresTransport,
    routes: Broker | BrokerRoutes,
  ) {
    this.brokers = 'send' in routes ? { all: [routes], of: () => [routes] } : routes;
  }

  get name(): string {
    return this.brokers.all.map(({ name }) => name).join('-and-');
  }

  get system(): Transport['system'] {
    return this.carrierOf().system;
  }

  get server(): NonNullable<Transport['server']> {
    return this.carrierOf().server;
  }

  carrierOf(context?: string): Pick<Broker, 'system' | 'server'> {
    const [first] = context === undefined ? this.brokers.all : this.brokers.of(context);
    return first ?? this.signals;
  }

  source(facts: FactSource, elsewhere?: LogElsewhere): FactSource {
    return this.signals.source(facts, elsewhere);
  }

  factsWritten(count: number): void {
    this.signals.factsWritten(count);
  }

  logGrew(): void {
    this.signals.logGrew();
  }

  onFactsWritten(listener: (count: number) => void): void {
    this.signals.onFactsWritten(listener);
  }

  onLogGrew(listener: () => void): void {
    this.signals.onLogGrew(listener);
  }

  /** @throws {BrokerUnfitError} One that is not there keeps nobody from starting: facts wait in the log. */
  async start(): Promise<void> {
    this.stopped = false;
    await this.signals.start();
    await Promise.all(this.brokers.all.map((broker) => this.connect(broker)));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.again) clearTimeout(timer);
    this.again.clear();
    await Promise.all(this.brokers.all.map((broker) => broker.close()));
    await this.signals.stop();
  }

  private async connect(broker: Broker): Promise<void> {
    const trouble = new Trouble((reason) => this.logger.warn(this.sentenceOn(broker, reason)));
    try {
      await broker.connect();
    } catch (error) {
      if (error instanceof BrokerUnfitError) throw error;
      trouble.met(error);
      this.tryAgain(broker, trouble);
    }
  }

  /** One that comes up unfit is tried again as well: whoever mends it need not start this process anew. */
  private tryAgain(broker: Broker, trouble: Trouble): void {
    if (this.stopped) return;
    const timer = setTimeout(() => {
      this.again.delete(timer);
      broker.connect().then(
        () => this.logger.log(`${broker.name} can be used.`),
        (error: unknown) => {
          if (!this.stopped) trouble.met(error);
          this.tryAgain(broker, trouble);
        },
      );
    }, againMs);
    this.again.add(timer);
  }

  private sentenceOn(broker: Broker, reason: string): string {
    const { name, server } = broker;
    const setting = this.brokers.settingOf?.(broker);
    const said = setting === undefined ? '' : `, as ${setting} says,`;
    return `${name} at ${server.address}:${server.port}${said} cannot be used (${reason}). Facts wait in the log; it is tried again every second.`;
  }
}

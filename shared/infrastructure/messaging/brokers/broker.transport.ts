import { Logger } from '@nestjs/common';
import { BrokerUnfitError } from '../messaging.errors.js';
import type { PostgresTransport } from '../transports/postgres.transport.js';
import type { FactSource, Transport } from '../transports/transport.js';
import type { Broker } from './broker.js';

/** How long to wait, in milliseconds, before a broker that was not there at the start is tried again. */
const againMs = 1_000;

/**
 * Facts travel through a broker, which stands behind the log: what it loses is sent again, what it repeats lands once. News
 * between processes of one database go through PostgreSQL as before.
 */
export class BrokerTransport implements Transport {
  readonly features = { crossProcess: true };
  private readonly logger = new Logger('BrokerTransport');
  private again: NodeJS.Timeout | undefined;

  constructor(
    private readonly signals: PostgresTransport,
    readonly broker: Broker,
  ) {}

  get name(): string {
    return this.broker.name;
  }

  get system(): Broker['system'] {
    return this.broker.system;
  }

  get server(): Broker['server'] {
    return this.broker.server;
  }

  source(facts: FactSource): FactSource {
    return facts;
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
    await this.signals.start();
    await this.connect();
  }

  async stop(): Promise<void> {
    clearTimeout(this.again);
    this.again = undefined;
    await this.broker.close();
    await this.signals.stop();
  }

  private async connect(): Promise<void> {
    try {
      await this.broker.connect();
    } catch (error) {
      if (error instanceof BrokerUnfitError) throw error;
      const { address, port } = this.broker.server;
      this.logger.warn(
        `${this.name} at ${address}:${port} does not answer (${error instanceof Error ? error.message : String(error)}). Facts wait in the log; it is tried again every second.`,
      );
      this.again = setTimeout(() => {
        this.connect().catch((unfit: Error) => this.logger.error(unfit.message));
      }, againMs);
    }
  }
}

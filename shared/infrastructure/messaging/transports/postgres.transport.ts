import { Logger } from '@nestjs/common';
import pg from 'pg';
import { Signal } from '../signal.js';
import type { FactSource, Transport } from './transport.js';

const channels = { written: 'boardwalk_written', grew: 'boardwalk_grew' } as const;
type News = keyof typeof channels;

/** How long to wait before listening again after the connection broke; the relay's poll bridges the gap. */
const reconnectMs = 500;

/**
 * Signals between processes by NOTIFY: coalesced, and sent from a connection of its own, because a NOTIFY inside business
 * transactions serialises their commits. A lost one costs a moment, never a fact: everybody also polls.
 */
export class PostgresTransport implements Transport {
  readonly name = 'postgres';
  readonly system = 'postgresql';
  readonly crossesProcesses = true;
  private readonly logger = new Logger('PostgresTransport');
  private readonly signals = { written: new Signal(), grew: new Signal() };
  private readonly unsent = new Set<News>();
  private client: pg.Client | undefined;
  private sending = false;
  private stopped = false;

  constructor(private readonly url: string) {}

  source(log: FactSource): FactSource {
    return log;
  }

  factsWritten(): void {
    this.spread('written');
  }

  logGrew(): void {
    this.spread('grew');
  }

  onFactsWritten(listener: () => void): void {
    this.signals.written.listen(listener);
  }

  onLogGrew(listener: () => void): void {
    this.signals.grew.listen(listener);
  }

  async start(): Promise<void> {
    this.stopped = false;
    await this.connect();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.client?.end();
    this.client = undefined;
  }

  private spread(news: News): void {
    this.signals[news].raise();
    this.unsent.add(news);
    void this.send();
  }

  /** One at a time; what is raised meanwhile goes out together afterwards. */
  private async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      while (this.client !== undefined && this.unsent.size > 0) {
        const news = [...this.unsent];
        this.unsent.clear();
        for (const each of news) await this.client.query(`NOTIFY ${channels[each]}`);
      }
    } catch (error) {
      this.logger.debug(`A notification was not sent: ${String(error)}`);
    } finally {
      this.sending = false;
    }
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, application_name: 'boardwalk-signals' });
    client.on('notification', ({ channel, processId }) => {
      // Its own notifications come back too; those were raised here already.
      if (processId === (client as unknown as { processID: number }).processID) return;
      if (channel === channels.written) this.signals.written.raise();
      if (channel === channels.grew) this.signals.grew.raise();
    });
    client.on('error', (error) => this.reconnect(client, error));
    await client.connect();
    await client.query(`LISTEN ${channels.written}; LISTEN ${channels.grew}`);
    this.client = client;
    // Whatever was said while nobody listened.
    this.signals.written.raise();
    this.signals.grew.raise();
    void this.send();
  }

  private reconnect(broken: pg.Client, error: Error): void {
    if (this.stopped || (this.client !== undefined && this.client !== broken)) return;
    this.client = undefined;
    this.logger.warn(`The connection for notifications broke (${error.message}); connecting again.`);
    setTimeout(() => {
      if (!this.stopped) this.connect().catch((again: Error) => this.reconnect(broken, again));
    }, reconnectMs).unref();
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { keepAliveInitialDelayMillis } from '@boardwalk/persistence';
import { Signal } from '../signal.js';
import type { FactSource, Transport } from './transport.js';

const channels = { written: 'boardwalk_written', grew: 'boardwalk_grew' } as const;
type News = keyof typeof channels;

/** How long to wait before listening again after the connection broke; polls bridge the gap. */
const reconnectMs = 500;

/** Under load, what happens meanwhile goes out together: each notification wakes every process. */
const gatherMs = 5;

/**
 * Signals between processes by NOTIFY: coalesced, and sent from a connection of its own, because a NOTIFY inside business
 * transactions serialises their commits. A lost one costs a moment, never a fact: relays and workers also poll.
 */
export class PostgresTransport implements Transport {
  readonly name = 'postgres';
  readonly system = 'postgresql';
  private readonly logger = new Logger('PostgresTransport');
  private readonly signals = { written: new Signal<number>(), grew: new Signal() };
  private readonly unsent = new Set<News>();
  private client: pg.Client | undefined;
  private sending = false;
  private stopped = false;

  readonly server: { readonly address: string; readonly port: number };

  /** @param gather lets notifications gather that come faster than they are sent */
  constructor(
    private readonly url: string,
    private readonly gather: () => Promise<void> = () => pause(gatherMs),
  ) {
    // Not connected: the driver knows how to read an address.
    const { host, port } = new pg.Client({ connectionString: url });
    this.server = { address: host, port };
  }

  source(log: FactSource): FactSource {
    return log;
  }

  /** A relay in this process takes the tick; another one would only come to the same lock. */
  factsWritten(count: number): void {
    if (this.signals.written.isHeard) this.signals.written.raise(count);
    else this.spread('written');
  }

  logGrew(): void {
    this.signals.grew.raise();
    this.spread('grew');
  }

  onFactsWritten(listener: (count: number) => void): void {
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
    const { client } = this;
    this.client = undefined;
    await client?.end();
  }

  private spread(news: News): void {
    this.unsent.add(news);
    void this.send();
  }

  /** One at a time; what is raised meanwhile goes out together afterwards, what met a broken connection over the next one. */
  private async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    let news: News[] = [];
    try {
      while (this.client !== undefined && this.unsent.size > 0) {
        news = [...this.unsent];
        this.unsent.clear();
        await this.client.query(news.map((each) => `NOTIFY ${channels[each]}`).join('; '));
        if (this.unsent.size > 0) await this.gather();
      }
    } catch (error) {
      for (const each of news) this.unsent.add(each);
      this.logger.debug(`A notification was not sent: ${String(error)}`);
    } finally {
      this.sending = false;
    }
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'boardwalk-signals',
      keepAlive: true,
      keepAliveInitialDelayMillis,
    });
    client.on('notification', ({ channel, processId }) => {
      // Its own notifications come back too; those were raised here already.
      if (processId === (client as unknown as { processID: number }).processID) return;
      if (channel === channels.written) this.signals.written.raise(1);
      if (channel === channels.grew) this.signals.grew.raise();
    });
    // One that breaks while it is being made also rejects below.
    client.on('error', (error) => {
      if (client === this.client) this.reconnect(error);
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${channels.written}; LISTEN ${channels.grew}`);
    } catch (error) {
      await client.end();
      throw error;
    }
    if (this.stopped) return client.end();
    this.client = client;
    // Whatever was said while nobody listened.
    this.signals.written.raise(1);
    this.signals.grew.raise();
    void this.send();
  }

  private reconnect(error: Error): void {
    this.client = undefined;
    if (this.stopped) return;
    this.logger.warn(`The connection for notifications broke (${error.message}); connecting again.`);
    setTimeout(() => {
      if (!this.stopped) this.connect().catch((again: Error) => this.reconnect(again));
    }, reconnectMs).unref();
  }
}

import { keepAliveInitialDelayMillis } from '@boardwalk/persistence';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import type { Hearing, HintLine } from './hints.js';

/** How long to wait before listening again after the connection broke; polls bridge the gap. */
const reconnectMs = 500;

/** A server that has not answered by now is tried again. */
const connectionTimeoutMillis = 10_000;

/** A notification is a commit, but nobody hears it after a crash. */
const withoutFlush = 'SET synchronous_commit = off';

/** Hints by NOTIFY. */
export class SignalConnection implements HintLine {
  private readonly logger = new Logger('PostgresTransport');
  private client: pg.Client | undefined;
  private stopped = false;
  /** Said once, not with every attempt. */
  private isBroken = false;

  constructor(
    private readonly url: string,
    private readonly hearing: Hearing,
  ) {}

  /** Fails when there is no connection at first; see `startSoon`. */
  async start(): Promise<void> {
    this.stopped = false;
    await this.connect();
  }

  /** Tries until there is one, and keeps nobody waiting for it. */
  startSoon(): void {
    this.stopped = false;
    this.connect().catch((error: Error) => this.reconnect(error));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    const { client } = this;
    this.client = undefined;
    await client?.end();
  }

  get isConnected(): boolean {
    return this.client !== undefined;
  }

  async say(channels: readonly string[]): Promise<void> {
    if (this.client === undefined) throw new Error('There is no connection for notifications at the moment.');
    await this.client.query(channels.map((channel) => `NOTIFY ${channel}`).join('; '));
  }

  private async connect(): Promise<void> {
    const { channels, heard, connected } = this.hearing;
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'boardwalk-signals',
      connectionTimeoutMillis,
      keepAlive: true,
      keepAliveInitialDelayMillis,
    });
    client.on('notification', ({ channel, processId }) => {
      // Its own notifications come back too; those were raised here already.
      if (processId === (client as unknown as { processID: number }).processID) return;
      heard(channel);
    });
    // One that breaks while it is being made also rejects below.
    client.on('error', (error) => {
      if (client === this.client) this.reconnect(error);
    });
    try {
      await client.connect();
      await client.query(`${withoutFlush}; ${channels.map((channel) => `LISTEN ${channel}`).join('; ')}`);
    } catch (error) {
      await client.end();
      throw error;
    }
    if (this.stopped) return client.end();
    this.client = client;
    this.isBroken = false;
    connected();
  }

  private reconnect(error: Error): void {
    this.client = undefined;
    if (this.stopped) return;
    const words = `The connection for notifications broke (${error.message}); connecting again.`;
    if (this.isBroken) this.logger.debug(words);
    else this.logger.warn(words);
    this.isBroken = true;
    setTimeout(() => {
      if (!this.stopped) this.connect().catch((again: Error) => this.reconnect(again));
    }, reconnectMs).unref();
  }
}

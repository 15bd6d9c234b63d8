import { randomUUID } from 'node:crypto';
import type { Hearing, HintLine } from '@boardwalk/messaging';
import { Logger } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { Link } from './link.js';

/** Before a server that was not there at first is tried again, in milliseconds. */
const againMs = 500;

/** Hints over core NATS, which keeps nothing. JetStream need not be on. */
export class NatsHints implements HintLine {
  private readonly logger = new Logger('NatsHints');
  /** What this process says comes back to it too, and is known by this. */
  private readonly self = randomUUID();
  private readonly link: Link;
  private connection: NatsConnection | undefined;
  /** What the server does not let us hear; the client forgets it, and it is asked for again over the next connection. */
  private readonly refused = new Set<string>();
  private again: NodeJS.Timeout | undefined;
  private stopped = false;
  private up = false;
  /** Said once, not with every attempt. */
  private isBroken = false;

  /** @param url `nats://user:password@host:4222`, or `tls://…`; several of one cluster with commas between them */
  constructor(
    url: string,
    private readonly hearing: Hearing,
  ) {
    this.link = new Link(url, hearing.channels);
  }

  get isConnected(): boolean {
    return this.up;
  }

  async start(): Promise<void> {
    this.stopped = false;
    this.connect().catch((error: unknown) => this.later(error));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.up = false;
    clearTimeout(this.again);
    await this.link.close();
  }

  async say(channels: readonly string[]): Promise<void> {
    for (const channel of channels) this.connection?.publish(channel, this.self);
    await this.connection?.flush();
  }

  private async connect(): Promise<void> {
    await this.link.open();
    await this.link.whileUp(async ({ connection }) => {
      for (const channel of this.hearing.channels) this.hear(connection, channel);
      await connection.flush();
      this.connection = connection;
      void this.watch(connection);
    });
    this.connected();
  }

  private hear(connection: NatsConnection, channel: string): void {
    connection.subscribe(channel, {
      callback: (refusal, message) => {
        // Without a message then. The link tells it.
        if (refusal !== null) this.refused.add(channel);
        else if (message.string() !== this.self) this.hearing.heard(channel);
      },
    });
  }

  /** The client takes its subscriptions along to each new connection. Ends with the last. */
  private async watch(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === 'reconnect') {
        const refused = [...this.refused];
        this.refused.clear();
        for (const channel of refused) this.hear(connection, channel);
        this.connected();
      } else if (type === 'disconnect') {
        this.up = false;
        this.tell('the connection broke');
      }
    }
  }

  private connected(): void {
    this.up = true;
    this.isBroken = false;
    this.hearing.connected();
  }

  private later(error: unknown): void {
    if (this.stopped) return;
    this.tell(error instanceof Error ? error.message : String(error));
    this.again = setTimeout(() => {
      if (!this.stopped) this.connect().catch((once: unknown) => this.later(once));
    }, againMs);
    this.again.unref();
  }

  private tell(why: string): void {
    if (!this.isBroken && !this.stopped)
      this.logger.warn(
        `There are no hints over ${this.link.where} (${why}). Facts are found without, a second later.`,
      );
    this.isBroken = true;
  }
}

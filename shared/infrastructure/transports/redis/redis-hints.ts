import { randomUUID } from 'node:crypto';
import { type Hearing, type HintLine, reasonOf } from '@boardwalk/messaging';
import { Logger } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import { addressOf } from './redis-connection.js';

/** Nothing is kept for a server that is away: hints are old when it comes back. */
const settings = {
  lazyConnect: true,
  connectTimeout: 4_000,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  disconnectTimeout: 500,
  retryStrategy: () => 500,
} satisfies RedisOptions;

/** Hints over Redis Pub/Sub. Any Redis will do: it keeps nothing of them. */
export class RedisHints implements HintLine {
  private readonly logger = new Logger('RedisHints');
  /** What this process says comes back to it too, and is known by this. */
  private readonly self = randomUUID();
  private readonly speaking: Redis;
  /** A connection that listens can say nothing. */
  private readonly listening: Redis;
  private isListening = false;
  /** Said once, not with every attempt. */
  private isBroken = false;
  private readonly where: string;

  /** @param url begins with redis:// or rediss:// */
  constructor(
    url: string,
    private readonly hearing: Hearing,
  ) {
    const { address, port } = addressOf(url);
    this.where = `${address}:${port}`;
    this.speaking = new Redis(url, settings);
    this.listening = new Redis(url, settings);
    this.speaking.on('error', () => undefined);
    this.listening.on('error', ({ message }: Error) => this.tell(message));
    this.speaking.on('ready', () => this.connectedIfBoth());
    this.listening.on('ready', () => void this.listen());
    this.listening.on('close', () => {
      this.isListening = false;
    });
    this.listening.on('message', (channel: string, from: string) => {
      if (from !== this.self) hearing.heard(channel);
    });
  }

  get isConnected(): boolean {
    return this.isListening && this.speaking.status === 'ready';
  }

  async start(): Promise<void> {
    // What fails is told above, and tried again.
    for (const redis of [this.speaking, this.listening]) redis.connect().catch(() => undefined);
  }

  async stop(): Promise<void> {
    for (const redis of [this.speaking, this.listening]) redis.disconnect();
  }

  async say(channels: readonly string[]): Promise<void> {
    try {
      await Promise.all(channels.map((channel) => this.speaking.publish(channel, this.self)));
    } catch (error) {
      this.tell(reasonOf(error));
      throw error;
    }
  }

  private async listen(): Promise<void> {
    try {
      await this.listening.subscribe(...this.hearing.channels);
      this.isListening = true;
      this.connectedIfBoth();
    } catch (error) {
      this.tell(reasonOf(error));
      // One that broke meanwhile comes again by itself; one that may not listen tries that again over the next.
      if (this.listening.status === 'ready') this.listening.disconnect(true);
    }
  }

  private connectedIfBoth(): void {
    if (!this.isConnected) return;
    this.isBroken = false;
    this.hearing.connected();
  }

  private tell(why: string): void {
    if (!this.isBroken)
      this.logger.warn(
        `There are no hints over ${this.where} (${why}). Facts are found without, a second later.`,
      );
    this.isBroken = true;
  }
}

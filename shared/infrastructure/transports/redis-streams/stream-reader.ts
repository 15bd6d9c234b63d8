import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { type Land, Trouble } from '@boardwalk/messaging';
import type { RedisConnection } from '@boardwalk/redis';
import { Logger } from '@nestjs/common';
import { StreamGroup } from './stream-group.js';

/** Milliseconds that a read waits for something new. */
const waitMs = 1_000;
/** What others have taken and not landed is looked for this often, in milliseconds. */
const claimEveryMs = 1_000;
/** Processes that have gone are forgotten this often, in milliseconds. */
const forgetEveryMs = 30_000;
/** Milliseconds before something is tried again: the first time, and at the most. */
const pauses = { first: 100, most: 2_000 };

export interface ReaderTools {
  /** The reader's own: a read holds it until something comes. */
  readonly connection: RedisConnection;
  readonly commands: RedisConnection;
  readonly channel: string;
  readonly land: Land;
}

/** Lands what comes in one channel, a batch at a time. */
export class StreamReader {
  private readonly logger = new Logger('RedisStreamsBroker');
  private readonly ending = new AbortController();
  private readonly group: StreamGroup;
  private running: Promise<void> | undefined;
  /** Something may have been given to this process that has not landed. */
  private owed = false;
  private claimed = 0;
  private forgot = performance.now();
  private failures = 0;
  private readonly trouble = new Trouble((reason) =>
    this.logger.warn(`What comes in ${this.tools.channel} does not land: ${reason}. It comes again.`),
  );

  constructor(private readonly tools: ReaderTools) {
    // Whoever looks at the group sees whose reader it is.
    const consumer = `${hostname()}-${process.pid}-${randomUUID().slice(-12)}`;
    this.group = new StreamGroup(tools.connection, tools.channel, consumer);
  }

  async start(): Promise<void> {
    await this.group.open();
    this.running = this.run();
  }

  /** Lands what was taken, and takes no more. */
  async stop(): Promise<void> {
    const { commands, connection } = this.tools;
    this.ending.abort();
    // It ends by itself if this comes too early or not at all.
    await connection.wake(commands).catch(() => undefined);
    await this.running;
    await this.group.leave().catch(() => undefined);
    connection.close();
  }

  private get isEnding(): boolean {
    return this.ending.signal.aborted;
  }

  private async run(): Promise<void> {
    while (!this.isEnding) {
      try {
        const entries = await this.next();
        const bodies = entries.flatMap(({ body }) => (body === undefined ? [] : [body]));
        if (bodies.length > 0) await this.tools.land(bodies);
        if (entries.length > 0) await this.group.settle(entries);
        this.worked();
      } catch (error) {
        await this.failed(error);
      }
    }
  }

  /** First what was taken and has not landed, then what others have left lying, then what is new. */
  private async next() {
    if (this.owed) {
      const own = await this.group.taken();
      if (own.length > 0) return own;
      this.owed = false;
    }
    if (isOver(this.claimed, claimEveryMs)) {
      const left = await this.group.claim();
      if (left.length > 0) return left;
      this.claimed = performance.now();
    }
    if (isOver(this.forgot, forgetEveryMs)) {
      this.forgot = performance.now();
      await this.group.forgetIdle();
    }
    return this.group.take(waitMs);
  }

  private worked(): void {
    this.failures = 0;
    if (this.trouble.over()) this.logger.log(`What comes in ${this.tools.channel} lands again.`);
  }

  private async failed(error: unknown): Promise<void> {
    this.owed = true;
    if (this.isEnding) return;
    // Somebody has emptied the server. It is begun anew at once, from whatever has been sent since.
    if (this.group.isMissing(error) && (await this.reopened())) return;
    this.trouble.met(error);
    const ms = Math.min(pauses.first * 2 ** this.failures, pauses.most);
    this.failures += 1;
    await pause(ms, undefined, { signal: this.ending.signal }).catch(() => undefined);
  }

  private reopened(): Promise<boolean> {
    return this.group.open().then(
      () => true,
      () => false,
    );
  }
}

const isOver = (since: number, ms: number): boolean => performance.now() - since >= ms;

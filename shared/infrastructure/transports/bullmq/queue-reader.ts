import { setTimeout as pause } from 'node:timers/promises';
import { type Land, Trouble } from '@boardwalk/messaging';
import type { RedisConnection } from '@boardwalk/redis';
import { Logger } from '@nestjs/common';
import { type Job, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { Gathering } from './gathering.js';

/** So many at the most are taken, and land, together. */
const mostAtOnce = 500;

/** How long, in milliseconds, what is landing is waited for at the end. */
const longestEndMs = 10_000;

/** A server that does not answer for so long, in milliseconds, is connected to anew. */
const silentMs = 5_000;

const settings = {
  concurrency: mostAtOnce,
  // What a process had taken that dies, or whose connection broke, comes again after 3 to 5 s. To send it again does not help:
  // as long as a job is there, its id keeps it from being added.
  lockDuration: 3_000,
  stalledInterval: 1_000,
  // To be taken again and again is no failure: what was landing when its process died lands anew.
  maxStalledCount: Number.MAX_SAFE_INTEGER,
  // What has landed is gone. If ever something should fail, its id must not keep it from being sent again.
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 0 },
  // Seconds: who waits for a job looks again by itself, because the mark that wakes it can be lost with a connection.
  drainDelay: 1,
  // Milliseconds after a broken connection.
  runRetryDelay: 500,
};

/** Lands what comes in one channel, in batches of what is there. */
export class QueueReader {
  private readonly logger = new Logger('BullmqBroker');
  private readonly ending = new AbortController();
  private readonly gathering: Gathering;
  private readonly worker: Worker<unknown>;
  private readonly trouble = new Trouble((reason) =>
    this.logger.warn(`BullMQ says of ${this.channel}: ${reason}`),
  );

  private constructor(
    private readonly redis: Redis,
    private readonly channel: string,
    land: Land,
  ) {
    this.gathering = new Gathering(land, mostAtOnce, this.ending.signal, (trouble) =>
      this.logger.warn(`What comes in ${channel} does not land: ${trouble}. It comes again.`),
    );
    this.worker = new Worker<unknown>(channel, (job, token) => this.process(job, token), {
      connection: redis,
      ...settings,
    });
    // After its twin was made, which waits for jobs and is watched over by BullMQ.
    redis.options.socketTimeout = silentMs;
    // The same trouble has a sentence for each job.
    this.worker.on('error', ({ message }) => this.trouble.met(message.replaceAll(/(?<=\bjob )\S+/g, '…')));
  }

  /** @throws when there is no connection now; later it waits for the server to come back */
  static async start(connection: RedisConnection, channel: string, land: Land): Promise<QueueReader> {
    const own = await connection.ask(async (redis) =>
      redis.duplicate({
        lazyConnect: false,
        // What BullMQ asks for while the server is away it asks for again.
        enableOfflineQueue: true,
        maxRetriesPerRequest: null,
        commandTimeout: undefined,
      }),
    );
    own.on('error', () => undefined);
    return new QueueReader(own, channel, land);
  }

  /** Lands what was taken, and takes no more. */
  async stop(): Promise<void> {
    this.ending.abort();
    // While the server is away nothing ends by itself; what was taken is given back when its locks have run out.
    if (this.redis.status === 'ready')
      await Promise.race([
        this.finish(),
        new Promise((resolve) => this.redis.once('close', resolve)),
        pause(longestEndMs, undefined, { ref: false }),
      ]);
    await this.worker.close(true);
    this.redis.disconnect();
  }

  private async finish(): Promise<void> {
    await this.worker.pause().catch(() => undefined);
    // A worker that pauses makes its connection for waiting anew, however late that is.
    await this.worker
      .getBackend()
      .disconnectBlocking(false)
      .catch(() => undefined);
  }

  private async process(job: Job<unknown>, token: string | undefined): Promise<void> {
    try {
      await this.gathering.add(typeof job.data === 'string' ? job.data : JSON.stringify(job.data));
    } catch {
      // If this cannot be said, the job is found when its lock has run out.
      await job.moveToWait(token).catch(() => undefined);
      throw new WaitingError();
    }
  }
}

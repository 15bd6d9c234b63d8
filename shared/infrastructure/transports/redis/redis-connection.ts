import { BrokerUnfitError } from '@boardwalk/messaging';
import { Redis, type RedisOptions } from 'ioredis';
import { examine, longestValue } from './server-fitness.js';

/** How long, in milliseconds, an answer is waited for. Then the connection counts as broken. */
const answerMs = 4_000;

/** Nothing waits in memory for a server that is away: it is refused at once, and so is what was unanswered when it went. */
const settings = {
  lazyConnect: true,
  connectTimeout: answerMs,
  commandTimeout: answerMs,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  disconnectTimeout: 500,
  retryStrategy: () => 250,
  // After a failover the old primary answers on, and takes nothing in.
  reconnectOnError: ({ message }) => message.startsWith('READONLY'),
} satisfies RedisOptions;

/**
 * Where a server is, as spans name it.
 * @throws for what is no address of a Redis
 */
export function addressOf(url: string): { readonly address: string; readonly port: number } {
  const { protocol, hostname, port } = new URL(url);
  if (!['redis:', 'rediss:'].includes(protocol))
    throw new Error(`An address of Redis begins with redis:// or rediss://, and not with ${protocol}//`);
  return { address: hostname, port: port === '' ? 6379 : Number(port) };
}

/** A connection that comes back by itself. Whatever server it finds then is examined again. */
export class RedisConnection {
  private fitness: Promise<void> = Promise.resolve();
  private id: number | undefined;
  private trouble: Error | undefined;
  private longest = Infinity;

  private constructor(
    readonly redis: Redis,
    private readonly where: string,
    private readonly broker: string,
  ) {
    redis.on('error', (error: Error) => {
      this.trouble = error;
    });
    redis.on('ready', () => {
      this.trouble = undefined;
      this.meet();
    });
  }

  /**
   * @param broker as people know it
   * @throws {BrokerUnfitError} when the server would lose messages
   */
  static async open(broker: string, url: string): Promise<RedisConnection> {
    const { address, port } = addressOf(url);
    const where = `${address}:${port}`;
    const connection = new RedisConnection(new Redis(url, settings), where, `${broker} at ${where}`);
    try {
      await connection.redis.connect();
      await connection.fitness;
      return connection;
    } catch (error) {
      connection.close();
      throw error instanceof BrokerUnfitError ? error : (connection.trouble ?? error);
    }
  }

  get isReady(): boolean {
    return this.redis.status === 'ready';
  }

  /** @throws when there is no connection, no answer within 4 s, or no memory left on the server */
  async ask<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    if (!this.isReady) throw this.away();
    try {
      await this.fitness;
    } catch (error) {
      // Somebody may have mended it meanwhile.
      this.meet();
      throw this.explained(error);
    }
    try {
      return await work(this.redis);
    } catch (error) {
      throw this.explained(error);
    }
  }

  /**
   * A server hangs up on whoever sends it a longer value than it takes, and need not even say so.
   *
   * @param written what becomes of a value on its way; no more than six bytes of each character
   * @throws when it would
   */
  refuseTooLong(value: string, written: (value: string) => string = String): void {
    if (value.length * 6 <= this.longest) return;
    const bytes = Buffer.byteLength(written(value));
    if (bytes <= this.longest) return;
    throw new Error(
      `a fact takes ${bytes} bytes, and ${this.where} takes values of ${this.longest} at the most. Raise proto-max-bulk-len there`,
    );
  }

  /** Ends what waits for something to come, over another connection. */
  async wake(by: RedisConnection): Promise<void> {
    const { id } = this;
    if (id !== undefined) await by.ask((redis) => redis.client('UNBLOCK', id));
  }

  close(): void {
    this.redis.disconnect();
  }

  private meet(): void {
    this.fitness = this.introduce();
    // Whoever asks for something is told.
    this.fitness.catch(() => undefined);
  }

  private async introduce(): Promise<void> {
    this.id = await this.redis.client('ID');
    this.longest = await longestValue(this.redis);
    await examine(this.broker, this.redis);
  }

  private away(): Error {
    const why = this.trouble === undefined ? '' : ` (${this.trouble.message})`;
    return new Error(`there is no connection to ${this.where}${why}`);
  }

  private explained(error: unknown): unknown {
    if (!(error instanceof Error) || error instanceof BrokerUnfitError) return error;
    if (error.message === 'Command timed out') {
      this.redis.disconnect(true);
      return new Error(`${this.where} has not answered for ${answerMs / 1_000} s`, { cause: error });
    }
    if (error.message.includes('OOM command not allowed'))
      return new Error(
        `${this.where} has no memory left and takes nothing in. Give it more (maxmemory), or see why nobody takes out what it holds`,
        { cause: error },
      );
    // Half of a connection is none.
    const isCut = !this.isReady || error.message.startsWith("Stream isn't writeable");
    return isCut ? this.away() : error;
  }
}

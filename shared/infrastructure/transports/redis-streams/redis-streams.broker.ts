import type { Broker, BrokerMessage, Land } from '@boardwalk/messaging';
import { addressOf, RedisConnection } from '@boardwalk/redis';
import { append } from './entries.js';
import { StreamReader } from './stream-reader.js';

/**
 * A stream per channel, with one consumer group that all processes read in. What has landed is deleted, so that a stream holds
 * what is under way and nothing else.
 *
 * The server has to write down what it takes in (appendonly) and must not make room by forgetting; it is examined whenever it
 * is connected to. With `appendfsync everysec` a loss of power can take the last second of what was acknowledged. That is
 * accepted: what does not land is sent again.
 */
export class RedisStreamsBroker implements Broker {
  readonly name = 'redis-streams';
  readonly system = 'redis_streams';
  readonly server: Broker['server'];
  private connection: Promise<RedisConnection> | undefined;
  private readonly readers = new Set<StreamReader>();

  /** @param url begins with redis:// or rediss:// */
  constructor(private readonly url: string) {
    this.server = addressOf(url);
  }

  async connect(): Promise<void> {
    this.connection ??= RedisConnection.open(this.name, this.url);
    try {
      await this.connection;
    } catch (error) {
      this.connection = undefined;
      throw error;
    }
  }

  async send(channel: string, messages: readonly BrokerMessage[]): Promise<void> {
    const connection = await this.connected();
    await append(connection, channel, messages);
  }

  async receive(channel: string, land: Land): Promise<() => Promise<void>> {
    const commands = await this.connected();
    const connection = await RedisConnection.open(this.name, this.url);
    const reader = new StreamReader({ connection, commands, channel, land });
    try {
      await reader.start();
    } catch (error) {
      connection.close();
      throw error;
    }
    this.readers.add(reader);
    return async () => {
      this.readers.delete(reader);
      await reader.stop();
    };
  }

  async close(): Promise<void> {
    const readers = [...this.readers];
    this.readers.clear();
    await Promise.all(readers.map((reader) => reader.stop()));
    const connection = await this.connection?.catch(() => undefined);
    this.connection = undefined;
    connection?.close();
  }

  private connected(): Promise<RedisConnection> {
    const { address, port } = this.server;
    return this.connection ?? Promise.reject(new Error(`there is no connection to ${address}:${port}`));
  }
}

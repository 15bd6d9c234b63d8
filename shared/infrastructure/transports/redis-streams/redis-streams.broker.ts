import type { Broker, BrokerMessage, Land } from '@boardwalk/messaging';
import { RedisLink } from '@boardwalk/redis';
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
  private readonly link: RedisLink;

  /** @param url begins with redis:// or rediss:// */
  constructor(url: string) {
    this.link = new RedisLink(this.name, url);
    this.server = this.link.server;
  }

  connect(): Promise<void> {
    return this.link.connect();
  }

  async send(channel: string, messages: readonly BrokerMessage[]): Promise<void> {
    await append(await this.link.connected(), channel, messages);
  }

  async receive(channel: string, land: Land): Promise<() => Promise<void>> {
    const commands = await this.link.connected();
    const connection = await this.link.another();
    const reader = new StreamReader({ connection, commands, channel, land });
    try {
      await reader.start();
    } catch (error) {
      connection.close();
      throw error;
    }
    return this.link.reading(reader);
  }

  close(): Promise<void> {
    return this.link.close();
  }
}

import { addressOf, RedisConnection } from './redis-connection.js';

/** Reads over a link until it is told to stop. */
interface LinkReader {
  stop(): Promise<void>;
}

/** The connection that all of one broker's commands go over, and whoever reads beside it. */
export class RedisLink {
  readonly server: { readonly address: string; readonly port: number };
  private connection: Promise<RedisConnection> | undefined;
  private readonly readers = new Set<LinkReader>();

  /**
   * @param broker as people know it
   * @param url begins with redis:// or rediss://
   */
  constructor(
    private readonly broker: string,
    private readonly url: string,
  ) {
    this.server = addressOf(url);
  }

  /** @throws {BrokerUnfitError} when the server would lose messages. What failed may be tried again. */
  async connect(): Promise<void> {
    this.connection ??= this.another();
    try {
      await this.connection;
    } catch (error) {
      this.connection = undefined;
      throw error;
    }
  }

  /** @throws before `connect` has succeeded */
  connected(): Promise<RedisConnection> {
    const { address, port } = this.server;
    return this.connection ?? Promise.reject(new Error(`there is no connection to ${address}:${port}`));
  }

  /** For whoever waits on it, which holds up every command behind. The caller closes it. */
  another(): Promise<RedisConnection> {
    return RedisConnection.open(this.broker, this.url);
  }

  /** @returns the end of it, unless the link is closed before */
  reading(reader: LinkReader): () => Promise<void> {
    this.readers.add(reader);
    return async () => {
      this.readers.delete(reader);
      await reader.stop();
    };
  }

  /** Readers finish first: they say over the connection what has landed. */
  async close(): Promise<void> {
    const readers = [...this.readers];
    this.readers.clear();
    await Promise.all(readers.map((reader) => reader.stop()));
    const connection = await this.connection?.catch(() => undefined);
    this.connection = undefined;
    connection?.close();
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@boardwalk/embedded-postgres';
import pg from 'pg';

/** A PostgreSQL of our own that writes every commit through to the disk, and is gone when the benchmark ends. */
export class PrivateServer {
  readonly #server: EmbeddedPostgres;
  readonly #directory: string;

  private constructor(server: EmbeddedPostgres, directory: string) {
    this.#server = server;
    this.#directory = directory;
  }

  static async start(): Promise<PrivateServer> {
    const directory = await mkdtemp(join(tmpdir(), 'reading-schemes-'));
    const log = (line: string) => console.error(line);
    const server = new PrivateServer(
      await startEmbeddedPostgres({ directory, durable: true, log }),
      directory,
    );
    const administrator = await server.connect();
    await administrator.query('alter system set autovacuum = off'); // dead tuples are counted, not collected
    await administrator.query("alter system set max_wal_size = '8GB'"); // checkpoints fall between rounds, not on one scheme
    await administrator.query('select pg_reload_conf()');
    await administrator.end();
    return server;
  }

  addressOf(database: string): string {
    const url = new URL(this.#server.url);
    url.pathname = database;
    return url.href;
  }

  async connect(database = 'postgres'): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.addressOf(database) });
    await client.connect();
    return client;
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    // The server keeps its files elsewhere when its account cannot enter the directory it was given.
    for (const directory of new Set([this.#directory, this.#server.directory])) {
      await rm(directory, { recursive: true, force: true });
    }
  }
}

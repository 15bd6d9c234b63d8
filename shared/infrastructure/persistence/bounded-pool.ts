import { Client, Pool, type PoolClient, type PoolConfig } from 'pg';
import { isInRequest, RequestLine } from './request-line.js';

type Callback = (
  error: Error | undefined,
  client: PoolClient | undefined,
  done: PoolClient['release'],
) => void;

/** A pool of which requests get a share only: see {@link RequestLine}. */
export class BoundedPool extends Pool {
  readonly requests: RequestLine;
  private readonly inUse = new Set<PoolClient>();

  /** @param forRequests connections that requests may hold at the same time */
  constructor(
    private readonly config: PoolConfig,
    forRequests: number,
  ) {
    super(config);
    this.on('acquire', (client) => this.inUse.add(client));
    this.on('release', (_, client) => this.inUse.delete(client));
    this.requests = new RequestLine(forRequests);
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): Promise<PoolClient> | void {
    if (!isInRequest()) return callback === undefined ? super.connect() : super.connect(callback);
    const connected = this.connectInLine();
    if (callback === undefined) return connected;
    connected.then(
      (client) => callback(undefined, client, client.release),
      (error: unknown) =>
        callback(error instanceof Error ? error : new Error(String(error)), undefined, () => undefined),
    );
  }

  /** Ends the sessions that somebody uses, also those that wait for a lock; what they had not committed is rolled back. */
  async abandon(): Promise<void> {
    const sessions = [...this.inUse].map((client) => (client as unknown as { processID: number }).processID);
    if (sessions.length === 0) return;
    const client = new Client({ ...this.config, connectionTimeoutMillis: 2_000 });
    // It may break any time; then the server is gone, and the sessions with it.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('SELECT pg_terminate_backend(pid, 1000) FROM unnest($1::int[]) AS pid', [sessions]);
    } finally {
      await client.end();
    }
  }

  private async connectInLine(): Promise<PoolClient> {
    const { got: client, leave } = await this.requests.take(
      () => super.connect(),
      (late) => late.release(),
    );
    const { release } = client;
    client.release = (error) => {
      release(error);
      leave();
    };
    return client;
  }
}

import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { isInRequest, RequestLine } from './request-line.js';

type Callback = (
  error: Error | undefined,
  client: PoolClient | undefined,
  done: PoolClient['release'],
) => void;

/** A pool of which requests get a share only: see {@link RequestLine}. */
export class BoundedPool extends Pool {
  readonly requests: RequestLine;

  /** @param forRequests connections that requests may hold at the same time */
  constructor(config: PoolConfig, forRequests: number) {
    super(config);
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

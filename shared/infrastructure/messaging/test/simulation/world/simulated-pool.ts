import type { Pool, PoolClient, QueryConfig } from 'pg';
import { connectionRefused, startingUp } from '../database/errors.ts';
import type { SessionSettings } from '../database/session.ts';
import type { Result } from '../database/statement.ts';
import { Connection, type Network, type Recipient } from './connection.ts';

/** What persistence asks of every session. */
const usual: SessionSettings = { synchronous: true, losesPatience: true };

interface Waiting {
  readonly resolve: (client: PoolClient) => void;
  readonly reject: (error: Error) => void;
}

/** What the core uses of `pg.Pool`: at most so many connections, taken and given back. */
export class SimulatedPool {
  readonly connections = new Set<Connection>();
  private readonly idle: Connection[] = [];
  private readonly waiting: Waiting[] = [];
  private opening = 0;
  private readonly network: Network;
  private readonly owner: Recipient;
  private readonly size: number;
  private readonly settings: SessionSettings;

  constructor(network: Network, owner: Recipient, size: number, settings = usual) {
    this.settings = settings;
    this.network = network;
    this.owner = owner;
    this.size = size;
  }

  /** As the core's constructors want it. */
  asPool(): Pool {
    return this as unknown as Pool;
  }

  connect(): Promise<PoolClient> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.serve();
    });
  }

  async query(query: string | QueryConfig, values?: readonly unknown[]): Promise<Result> {
    const client = await this.connect();
    let failure: Error | undefined;
    try {
      return await (client as unknown as Connection).query(query, values);
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      client.release(failure);
    }
  }

  private serve(): void {
    while (this.waiting.length > 0) {
      const connection = this.idle.pop();
      if (connection?.broken === true) {
        this.connections.delete(connection);
        continue;
      }
      if (connection !== undefined) this.waiting.shift()?.resolve(this.clientOf(connection));
      else if (this.connections.size + this.opening < this.size && this.opening < this.waiting.length)
        this.open();
      else return;
    }
  }

  private open(): void {
    this.opening += 1;
    const { scheduler, chance, server } = this.network;
    scheduler.after(chance.between(300, 3_000), () => {
      const refusal = server.up ? undefined : chance.strikes(0.5) ? connectionRefused() : startingUp();
      const connection =
        refusal === undefined ? new Connection(this.network, this.owner, this.settings) : undefined;
      if (connection !== undefined) this.connections.add(connection);
      this.owner.receive(() => {
        this.opening -= 1;
        if (connection !== undefined) this.idle.push(connection);
        else if (refusal !== undefined) this.waiting.shift()?.reject(refusal);
        this.serve();
      });
    });
  }

  private clientOf(connection: Connection): PoolClient {
    let isReleased = false;
    const client = {
      query: (query: string | QueryConfig, values?: readonly unknown[]) => connection.query(query, values),
      release: (error?: Error | boolean) => {
        if (isReleased)
          throw new Error('Release called on client which has already been released to the pool.');
        isReleased = true;
        if (error !== undefined && error !== false && !connection.broken) connection.close();
        if (connection.broken) this.connections.delete(connection);
        else this.idle.push(connection);
        this.serve();
      },
    };
    return client as unknown as PoolClient;
  }
}

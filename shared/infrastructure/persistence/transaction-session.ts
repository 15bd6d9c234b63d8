import type { Pool, PoolClient, QueryConfig, QueryResult } from 'pg';
import { exchange, packetOf } from './exchange.js';
import { TransactionRolledBackError } from './persistence.errors.js';
import { prepared, wasTooSilent } from './pool.js';

const begin = prepared('BEGIN', []);
const commit = prepared('COMMIT', []);

const noAnswer: QueryResult = { command: '', rowCount: 0, oid: 0, fields: [], rows: [] };

/**
 * The connection of one transaction, taken when it is first needed. BEGIN and the savepoints go out with the statement that
 * follows them, the last statements with COMMIT.
 */
export class TransactionSession {
  /** What goes out with the next statement. */
  private ahead: QueryConfig[] = [begin];
  private begun = false;
  private opening: Promise<PoolClient> | undefined;
  private client: PoolClient | undefined;
  /** What was sent ahead of a statement failed: the next would be a transaction of its own. */
  private derailed: { readonly by: Error } | undefined;
  /** The connection, when it was found broken. */
  private lost: PoolClient | undefined;

  constructor(private readonly pool: Pool) {}

  /** Waits for a connection, at the first call. */
  async open(): Promise<PoolClient> {
    this.opening ??= this.pool.connect();
    this.client = await this.opening;
    return this.client;
  }

  /** Has these go out with the next statement, which runs only if they have succeeded. */
  sendAhead(...statements: readonly QueryConfig[]): void {
    this.ahead.push(...statements);
  }

  /** Once it is open. It is on its way when this returns. */
  query<Row extends object>(statement: QueryConfig): Promise<QueryResult<Row>> {
    if (this.derailed !== undefined) return Promise.reject(this.derailed.by);
    if (this.client === undefined) return Promise.reject(new Error('The session was not opened.'));
    if (this.ahead.length === 0) return this.client.query<Row>(statement);
    return this.send(this.client, [statement]).then((answers) => answers.at(-1) as QueryResult<Row>);
  }

  /** The connection with nothing left to go out ahead: for the texts of migrations, which are many statements each. */
  async direct(): Promise<PoolClient> {
    const client = await this.open();
    if (this.derailed !== undefined) throw this.derailed.by;
    if (this.ahead.length > 0) await this.send(client, []);
    return client;
  }

  /** Returns the answer to the last of the statements. Nothing is sent when there was never anything to say. */
  async commit(statements: readonly QueryConfig[]): Promise<QueryResult> {
    if (this.derailed !== undefined) throw this.derailed.by;
    if (!this.begun && statements.length === 0) return noAnswer;
    const client = await this.open();
    // One statement by itself is its own transaction.
    const [only, another] = statements;
    if (!this.begun && only !== undefined && another === undefined) return client.query(only);
    const answers = await this.send(client, [...statements, commit]);
    if (answers.at(-1)?.command !== 'COMMIT') throw new TransactionRolledBackError();
    return answers.at(-2) ?? noAnswer;
  }

  /** Gives the connection back. One that is broken takes the transaction with it. */
  async rollback(): Promise<void> {
    let broken: Error | undefined;
    try {
      if (this.opening !== undefined) await (await this.opening).query('ROLLBACK');
    } catch (error) {
      broken = error instanceof Error ? error : new Error(String(error));
    }
    await this.release(broken);
  }

  async release(broken?: Error): Promise<void> {
    const client = await this.opening?.catch(() => undefined);
    if (broken !== undefined) this.lost = client;
    client?.release(broken);
  }

  /** Whether the server ended it because it was silent for too long. After the rollback. */
  get wasTooSilent(): boolean {
    return this.lost !== undefined && wasTooSilent(this.lost);
  }

  private async send(
    client: PoolClient,
    statements: readonly QueryConfig[],
  ): Promise<readonly QueryResult[]> {
    const { ahead } = this;
    // What has no text throws here, and everything that was to go out ahead still is.
    const packet = packetOf([...ahead, ...statements]);
    this.ahead = [];
    this.begun = true;
    const sent = await exchange(client, packet);
    if ('answers' in sent) return sent.answers;
    if (sent.ran < ahead.length) this.derailed = { by: sent.error };
    // As the driver does: the stack leads to whoever sent the statements, not to the socket.
    Error.captureStackTrace(sent.error);
    throw sent.error;
  }
}

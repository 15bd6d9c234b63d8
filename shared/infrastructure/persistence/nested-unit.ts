import type { PoolClient } from 'pg';
import { UnitOfWork } from './unit-of-work.js';

/**
 * A part of a unit of work that can fail by itself: a savepoint, set with its first statement. What it staged goes to the
 * outer unit when it succeeds and is forgotten when it fails. Nested units of one outer unit run one after another.
 */
export class NestedUnit extends UnitOfWork {
  constructor(private readonly outer: UnitOfWork) {
    super(...outer.origin());
  }

  override async commit(): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.assertNothingForgotten();
    this.phase = 'ended';
    if (this.client !== undefined) this.send(await this.client, 'RELEASE SAVEPOINT nested');
    this.outcomeKnown = true;
    this.outer.adopt(this.facts, this.settled, this.lastly);
  }

  override async rollback(): Promise<void> {
    if (this.outcomeKnown) return;
    this.phase = 'ended';
    this.outcomeKnown = true;
    try {
      if (this.client !== undefined)
        await (await this.client).query('ROLLBACK TO SAVEPOINT nested; RELEASE SAVEPOINT nested');
    } catch (error) {
      // The connection is gone, and with it the whole transaction.
      this.outer.doom(error);
      throw error;
    } finally {
      for (const callback of this.settled) callback(false);
    }
  }

  protected override async connect(): Promise<PoolClient> {
    const client = await this.outer.openConnection();
    this.begun = true;
    this.send(client, 'SAVEPOINT nested');
    return client;
  }

  /** Not awaited: it goes out with the next statement, which fails if this one does. */
  private send(client: PoolClient, statement: string): void {
    client.query(statement).catch((error: unknown) => this.outer.doom(error));
  }
}

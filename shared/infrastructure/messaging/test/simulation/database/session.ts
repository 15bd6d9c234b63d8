import { aborted, databaseError } from './errors.ts';
import type { Server } from './server.ts';
import type { Memory, Result } from './statement.ts';
import { Blocked, Transaction } from './transaction.ts';

export interface Request {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Called when the server has the answer; not when the session ends before. */
  readonly answer: (answer: Result | Error) => void;
  /** Of a packet with several: one before it has failed. */
  readonly isSkipped?: () => boolean;
}

/** As persistence/pool.ts asks for them, in microseconds. */
const longestSilence = 3_000_000;
const longestLockWait = 5_000_000;

const control = (command: string): Result => ({ command, rowCount: 0, rows: [] });

export interface SessionSettings {
  /** synchronous_commit */
  readonly synchronous: boolean;
  /** lock_timeout, and idle_in_transaction_session_timeout. */
  readonly losesPatience: boolean;
}

const memoryIn =
  (seen: Map<string, unknown>): Memory =>
  <T>(what: string, see: () => T): T => {
    if (!seen.has(what)) seen.set(what, see());
    return seen.get(what) as T;
  };

/** The server's end of a connection: runs what arrives, one after another. */
export class Session {
  transaction: Transaction | undefined;
  private explicit = false;
  private state: 'ready' | 'waiting' | 'committing' | 'ended' = 'ready';
  private readonly queue: (Request | 'goodbye')[] = [];
  /** Since when it waits, for a statement or for a row. */
  private since = 0;
  private request: Request | undefined;
  private readonly server: Server;
  private readonly settings: SessionSettings;
  /** Told when the server ends the session by itself. */
  private readonly onEnd: () => void;

  constructor(server: Server, settings: SessionSettings, onEnd: () => void) {
    this.settings = settings;
    this.server = server;
    this.onEnd = onEnd;
  }

  /** Ends what has waited for too long: a transaction for its next statement, a statement for a row. */
  checkPatience(now: number): void {
    if (
      this.state === 'ready' &&
      this.explicit &&
      this.settings.losesPatience &&
      now - this.since > longestSilence
    )
      this.terminate();
    else if (this.state === 'waiting' && this.settings.losesPatience && now - this.since > longestLockWait)
      this.giveUpWaiting();
  }

  private giveUpWaiting(): void {
    const { request } = this;
    if (request === undefined) return;
    if (this.transaction !== undefined) this.transaction.waitsFor = undefined;
    this.state = 'ready';
    this.fail(databaseError('55P03', 'canceling statement due to lock timeout'), request.answer);
    this.goOn();
  }

  private terminate(): void {
    this.leave();
    this.onEnd();
  }

  receive(request: Request | 'goodbye'): void {
    if (this.state === 'ended') return;
    this.queue.push(request);
    this.goOn();
  }

  /** The server dies. Returns the transaction that was being made durable, if one was. */
  end(): Transaction | undefined {
    if (this.state !== 'ended') this.onEnd();
    const committing = this.state === 'committing' ? this.transaction : undefined;
    this.state = 'ended';
    return committing;
  }

  private goOn(): void {
    while (this.state === 'ready') {
      this.since = this.server.now;
      const request = this.queue.shift();
      if (request === undefined) return;
      if (request !== 'goodbye' && request.isSkipped?.() === true) continue;
      if (request === 'goodbye') this.leave();
      else this.run(request);
    }
  }

  private leave(): void {
    this.state = 'ended';
    this.server.sessions.delete(this);
    if (this.transaction !== undefined) this.server.rollback(this.transaction);
  }

  private run(request: Request): void {
    const { text, answer } = request;
    if (text === 'BEGIN') {
      this.transaction = this.begun();
      this.explicit = true;
      answer(control('BEGIN'));
    } else if (text === 'COMMIT') this.commit(control('COMMIT'), answer);
    else if (text === 'ROLLBACK') this.rollback(answer);
    else if (/^(SAVEPOINT|RELEASE|ROLLBACK TO) /.test(text)) this.savepoint(text, answer);
    else this.execute(request);
  }

  private begun(): Transaction {
    const transaction = new Transaction(this.server);
    transaction.synchronous = this.settings.synchronous;
    return transaction;
  }

  private execute(request: Request, seen = new Map<string, unknown>()): void {
    const { text, values, answer } = request;
    const statement = this.server.statements.get(text);
    if (statement === undefined) throw new UnknownStatementError(text);
    const transaction = (this.transaction ??= this.begun());
    if (transaction.state === 'failed') {
      answer(aborted());
      return;
    }
    const { mark } = transaction;
    let result: Result;
    try {
      result = statement.run(transaction, values as readonly never[], this.server, memoryIn(seen));
    } catch (error) {
      transaction.rollbackTo(mark);
      if (error instanceof Blocked && !isDeadlock(transaction, error.holder))
        this.wait(request, seen, error.holder);
      else if (error instanceof Blocked) this.fail(databaseError('40P01', 'deadlock detected'), answer);
      else if (error instanceof Error && 'code' in error) this.fail(error, answer);
      else throw error;
      return;
    }
    if (this.explicit) answer(result);
    else this.commit(result, answer);
  }

  private wait(request: Request, seen: Map<string, unknown>, holder: Transaction): void {
    this.state = 'waiting';
    this.since = this.server.now;
    this.request = request;
    const { transaction } = this;
    if (transaction !== undefined) transaction.waitsFor = holder;
    holder.waiting.push(() => {
      if (this.state !== 'waiting' || this.request !== request) return;
      if (transaction !== undefined) transaction.waitsFor = undefined;
      this.state = 'ready';
      this.execute(request, seen);
      this.goOn();
    });
  }

  private fail(error: Error, answer: Request['answer']): void {
    const { transaction } = this;
    if (transaction === undefined) return;
    const savepoint = transaction.savepoints.at(-1);
    if (savepoint === undefined) {
      this.server.rollback(transaction);
      if (this.explicit) transaction.state = 'failed';
      else this.transaction = undefined;
    } else {
      transaction.rollbackTo(savepoint.mark);
      transaction.state = 'failed';
      this.server.wake(transaction);
    }
    answer(error);
  }

  private commit(result: Result, answer: Request['answer']): void {
    const { transaction } = this;
    if (transaction === undefined) {
      answer(result);
      return;
    }
    if (transaction.state === 'failed') {
      this.rollback(answer);
      return;
    }
    this.state = 'committing';
    this.server.commit(transaction, () => {
      this.transaction = undefined;
      this.explicit = false;
      this.state = 'ready';
      answer(result);
      this.goOn();
    });
  }

  private rollback(answer: Request['answer']): void {
    if (this.transaction !== undefined) this.server.rollback(this.transaction);
    this.transaction = undefined;
    this.explicit = false;
    answer(control('ROLLBACK'));
  }

  private savepoint(text: string, answer: Request['answer']): void {
    const { transaction } = this;
    const name = text.slice(text.lastIndexOf(' ') + 1);
    if (transaction === undefined || !this.explicit) {
      answer(databaseError('25P01', 'SAVEPOINT can only be used in transaction blocks'));
      return;
    }
    if (transaction.state === 'failed' && !text.startsWith('ROLLBACK')) {
      answer(aborted());
      return;
    }
    if (text.startsWith('SAVEPOINT')) {
      transaction.savepoints.push({ name, mark: transaction.mark });
      answer(control('SAVEPOINT'));
      return;
    }
    const place = transaction.savepoints.findLastIndex((savepoint) => savepoint.name === name);
    const savepoint = transaction.savepoints[place];
    if (savepoint === undefined) {
      this.fail(databaseError('3B001', `savepoint "${name}" does not exist`), answer);
      return;
    }
    if (text.startsWith('RELEASE')) {
      transaction.savepoints.length = place;
      answer(control('RELEASE'));
      return;
    }
    transaction.savepoints.length = place + 1;
    transaction.rollbackTo(savepoint.mark);
    transaction.state = 'running';
    this.server.wake(transaction);
    answer(control('ROLLBACK'));
  }
}

/** Whether the holder waits, over however many others, for the one that would wait for it. */
function isDeadlock(waiter: Transaction, holder: Transaction): boolean {
  for (let next: Transaction | undefined = holder; next !== undefined; next = next.waitsFor)
    if (next === waiter) return true;
  return false;
}

/** The core sends a statement that the model has no meaning for: it was changed, or is new. */
export class UnknownStatementError extends Error {
  override readonly name = 'UnknownStatementError';
  constructor(text: string) {
    super(
      `The model of the database does not know this statement; give it its meaning in test/simulation/statements, beside its text:\n${text}`,
    );
  }
}

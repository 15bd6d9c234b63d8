import type { Chance } from '../chance.ts';
import type { Scheduler } from '../scheduler.ts';
import { Session, type SessionSettings } from './session.ts';
import type { Snapshot } from './snapshot.ts';
import type { Modelled } from './statement.ts';
import { Tables } from './tables.ts';
import type { Transaction, TransactionIds } from './transaction.ts';

/** Time by the database's clock at the start of a schedule. */
export const beginning = Date.UTC(2026, 5, 1, 12);

/** A commit that nobody waits for is on the disk at the latest after this long: wal_writer_delay, three times. */
const writerDelay = 600_000;

const patienceIsChecked = 250_000;

/** Values of the sequence that are set aside at once: a crash skips them. */
const sequenceAhead = 32;

/** Looks at each transaction at the moment in which it becomes visible. */
export type CommitWatch = (transaction: Transaction) => void;

/** What PostgreSQL does with the statements of the core, as far as the core can tell. */
export class Server implements TransactionIds {
  readonly tables = new Tables();
  readonly sessions = new Set<Session>();
  up = true;
  private nextXid = 4;
  private latestEnded = 3;
  private readonly running = new Map<number, Transaction>();
  private position = 0;
  /** Commits that are visible and not yet durable, oldest first. */
  private unflushed: { readonly at: number; readonly xid: number; readonly takeBack: () => void }[] = [];
  private highestDurable = 3;
  private readonly scheduler: Scheduler;
  private readonly chance: Chance;
  readonly statements: ReadonlyMap<string, Modelled>;
  private readonly watch: CommitWatch;

  constructor(
    scheduler: Scheduler,
    chance: Chance,
    statements: ReadonlyMap<string, Modelled>,
    watch: CommitWatch,
  ) {
    this.scheduler = scheduler;
    this.chance = chance;
    this.statements = statements;
    this.watch = watch;
    this.checkPatience();
  }

  private checkPatience(): void {
    for (const session of this.sessions) session.checkPatience(this.scheduler.now);
    this.scheduler.after(patienceIsChecked, () => this.checkPatience());
  }

  /** clock_timestamp(), in milliseconds. */
  get clock(): number {
    return beginning + this.scheduler.now / 1000;
  }

  get now(): number {
    return this.scheduler.now;
  }

  connect(settings: SessionSettings, onEnd: () => void): Session {
    const session = new Session(this, settings, onEnd);
    this.sessions.add(session);
    return session;
  }

  assign(transaction: Transaction): number {
    const xid = this.nextXid;
    this.nextXid += 1;
    this.running.set(xid, transaction);
    return xid;
  }

  /** pg_current_snapshot() */
  snapshot(): Snapshot {
    const xmax = this.latestEnded + 1;
    const running = [...this.running.keys()].filter((xid) => xid < xmax).sort((a, b) => a - b);
    return { xmin: running[0] ?? xmax, xmax, running };
  }

  nextPosition(): number {
    this.position += 1;
    return this.position;
  }

  /** Ends a transaction when it is as durable as it asked to be. */
  commit(transaction: Transaction, done: () => void): void {
    if (transaction.xid === undefined || !transaction.synchronous) {
      this.committed(transaction);
      done();
      return;
    }
    const began = this.scheduler.now;
    this.scheduler.after(this.flushDelay(), () => {
      if (transaction.state !== 'running') return;
      this.flushed(({ at }) => at <= began);
      this.committed(transaction);
      done();
    });
  }

  rollback(transaction: Transaction): void {
    transaction.rollback();
    this.ended(transaction);
  }

  /** Whoever waits for a row of this transaction tries again. */
  wake(transaction: Transaction): void {
    for (const retry of transaction.waiting.splice(0)) retry();
  }

  /** The power goes: what is not durable is gone, and everybody is disconnected. */
  crash(): void {
    this.up = false;
    for (const session of [...this.sessions]) {
      const committing = session.end();
      // Its record may have reached the disk before the power went.
      if (committing !== undefined && this.chance.strikes(0.5)) {
        this.flushed(() => true);
        this.committed(committing);
      } else if (session.transaction !== undefined) this.rollback(session.transaction);
    }
    this.sessions.clear();
    // Of whoever else was there: its id may be another's soon.
    for (const transaction of [...this.running.values()]) this.rollback(transaction);
    const durable = this.unflushed.filter(({ at }) => at <= this.scheduler.now - writerDelay).length;
    const kept = this.chance.between(durable, this.unflushed.length);
    for (const { takeBack } of this.unflushed.splice(kept).reverse()) takeBack();
    this.highestDurable = Math.max(this.highestDurable, ...this.unflushed.map(({ xid }) => xid));
    this.unflushed = [];
    // Ids that never reached the disk may be given out again.
    if (this.chance.strikes(0.5)) this.nextXid = this.highestDurable + 1;
    this.latestEnded = this.nextXid - 1;
    if (this.chance.strikes(0.5)) this.position += this.chance.between(0, sequenceAhead);
  }

  private flushed(isFlushed: (commit: { readonly at: number }) => boolean): void {
    for (const commit of this.unflushed)
      if (isFlushed(commit)) this.highestDurable = Math.max(this.highestDurable, commit.xid);
    this.unflushed = this.unflushed.filter((commit) => !isFlushed(commit));
  }

  private committed(transaction: Transaction): void {
    this.watch(transaction);
    const takeBack = transaction.commit();
    const { xid } = transaction;
    if (xid !== undefined) {
      if (transaction.synchronous) this.highestDurable = Math.max(this.highestDurable, xid);
      else this.unflushed.push({ at: this.scheduler.now, xid, takeBack });
    }
    this.ended(transaction);
  }

  private ended(transaction: Transaction): void {
    const { xid } = transaction;
    if (xid !== undefined && this.running.delete(xid)) this.latestEnded = Math.max(this.latestEnded, xid);
    this.wake(transaction);
  }

  private flushDelay(): number {
    return this.chance.strikes(0.04) ? this.chance.between(1_000, 40_000) : this.chance.between(40, 400);
  }
}

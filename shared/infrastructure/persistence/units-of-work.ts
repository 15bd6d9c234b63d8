import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { Pool } from 'pg';
import type { FactSink } from './fact-sink.js';
import { NestedUnit } from './nested-unit.js';
import { DatabaseBusyError } from './persistence.errors.js';
import { TransactionSession } from './transaction-session.js';
import { UnitOfWork, type UnitKind } from './unit-of-work.js';

/** serialization_failure and deadlock_detected: PostgreSQL asks for the same transaction again. */
const transientCodes = new Set(['40001', '40P01']);
const mostRetries = 3;

/** Opens units of work and knows the one that the running code belongs to. */
@Injectable()
export class UnitsOfWork {
  private readonly ambient = new AsyncLocalStorage<UnitOfWork>();
  private sink: FactSink | undefined;
  private readonly closing: ((unit: UnitOfWork) => void)[] = [];

  constructor(private readonly pool: Pool) {}

  /** Messaging registers its log once, at start. */
  registerSink(sink: FactSink): void {
    if (this.sink !== undefined)
      throw new Error('A log is registered already. Import MessagingModule.forRoot() once.');
    this.sink = sink;
  }

  /** Called right before the commit of each unit, in the context of whoever opened it; may send statements along. */
  beforeEachCommit(listener: (unit: UnitOfWork) => void): void {
    this.closing.push(listener);
  }

  current(): UnitOfWork | undefined {
    return this.ambient.getStore();
  }

  /**
   * Runs the work in the ambient unit if there is one, else in a new one that commits when the work is done. A new one
   * is repeated up to three times when the database reports a serialization failure or a deadlock.
   */
  async run<T>(work: (unit: UnitOfWork) => Promise<T>, kind: UnitKind = {}): Promise<T> {
    const joined = this.current();
    if (joined !== undefined) return this.join(joined, work);
    for (let retries = 0; ; retries += 1) {
      const unit = new UnitOfWork(new TransactionSession(this.pool), this.sink, kind);
      try {
        const result = await this.ambient.run(unit, () => work(unit));
        for (const listener of this.closing) listener(unit);
        await unit.commit();
        return result;
      } catch (error) {
        await unit.rollback();
        if (retries === mostRetries || !isTransient(error)) throw unit.causeOf(error);
      }
    }
  }

  /** Runs a part of a unit that may fail by itself: what it did is undone to the last row, and the outer unit goes on. */
  async nested<T>(outer: UnitOfWork, work: () => Promise<T>): Promise<T> {
    const unit = new NestedUnit(outer);
    try {
      const result = await this.ambient.run(unit, work);
      await unit.commit();
      return result;
    } catch (error) {
      await unit.rollback();
      throw error;
    }
  }

  private async join<T>(unit: UnitOfWork, work: (unit: UnitOfWork) => Promise<T>): Promise<T> {
    try {
      return await work(unit);
    } catch (error) {
      unit.doom(error);
      throw error;
    }
  }
}

export function isTransient(error: unknown): boolean {
  return error instanceof pg.DatabaseError && transientCodes.has(error.code ?? '');
}

/** Codes of Node and classes of SQLSTATE that say: the database was not there, and nothing is wrong with the work. */
const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  '57P01',
  '57P02',
  '57P03',
  // lock_not_available: somebody held a row for longer than anybody waits.
  '55P03',
]);
const awayClasses = /^(08|53)/;

/** Whether an error means that the database was unreachable, restarting, full or too busy: that it will be gone by itself. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof DatabaseBusyError) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (awayCodes.has(code) || awayClasses.test(code)) return true;
  // pg reports a lost connection without a code.
  return /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout)/.test(
    error.message,
  );
}

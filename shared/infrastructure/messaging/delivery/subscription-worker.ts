import {
  Clock,
  ConcurrentChangeError,
  DomainError,
  ProjectionBehindError,
  type Randomness,
} from '@boardwalk/domain';
import { contractOf, type Fact } from '@boardwalk/integration-events';
import { isDatabaseAway, isTransient, type UnitOfWork, UnitsOfWork } from '@boardwalk/persistence';
import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import { batchSize } from '../log/log-reader.js';
import type { LogRow } from '../log/log-row.js';
import { comparePositions, type Position } from '../log/position.js';
import {
  CorruptFactError,
  StaleEpochError,
  UnknownTypeError,
  UnreadableFactError,
} from '../messaging.errors.js';
import type { Subscription } from '../subscriptions/subscription.js';
import type { FactSource } from '../transports/transport.js';
import { AttemptSpan, type Carrier } from './attempt.js';
import {
  blockedKeys,
  complete,
  dueDeliveries,
  enqueue,
  type Failure,
  promoteNext,
  recordFailure,
  type StoredDelivery,
} from './delivery-table.js';
import { failureMessage, storableText } from './failure-message.js';
import type { FactDecoder } from './fact-decoder.js';
import { advance, fence, type Lease } from './lease.js';
import { delayAfter } from './retry-policy.js';

export interface WorkerTools {
  readonly pool: Pool;
  readonly units: UnitsOfWork;
  readonly source: FactSource;
  readonly decoder: FactDecoder;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly transport: Carrier;
}

/** A row that this subscription takes, with the fact in it, or with why it cannot be read. */
type Delivery =
  | { readonly row: LogRow; readonly fact: Fact }
  | { readonly row: LogRow; readonly unreadable: UnreadableFactError };

/**
 * Delivers the log to one subscription, in order, while it holds the lease. A batch is one transaction in which the cursor is
 * the inbox; when anything in it fails it is rolled back and run again, one transaction per delivery.
 */
export class SubscriptionWorker {
  private readonly logger: Logger;
  /** Where reading goes on. Ahead of the stored cursor by rows that this subscription does not take. */
  private cursor: Position;
  /** The cursor in the database, as far as this worker knows. */
  private stored: Position;
  private placeIsDue = false;
  /** When the next retry may be due. Unknown at the start: deliveries may have been left by the last holder. */
  private due: Date | undefined = new Date(0);

  constructor(
    private readonly subscription: Subscription,
    private readonly lease: Lease,
    cursor: Position,
    private readonly tools: WorkerTools,
  ) {
    this.logger = new Logger(`Delivery ${subscription.name}`);
    this.cursor = cursor;
    this.stored = cursor;
  }

  /** How far this subscription has come. */
  get position(): Position {
    return this.cursor;
  }

  /** Runs what is due and one batch. False when there was nothing to do. */
  async step(): Promise<boolean> {
    const due = this.due !== undefined && this.due <= this.tools.clock.now();
    const retried = due && (await this.runDue());
    const progressed = (await this.runNext()) || retried;
    if (!progressed && this.placeIsDue) await this.saveCursor();
    return progressed;
  }

  /** Others ask the database how far this subscription has come, but not so often that each tick were worth a write. */
  storePlaceWhenIdle(): void {
    this.placeIsDue = true;
  }

  /** A retry is due at this time, as the database or a failure says. */
  expect(due: Date): void {
    if (this.due === undefined || due < this.due) this.due = due;
  }

  /** Makes the cursor's place durable although nothing was delivered since it was last written. */
  async saveCursor(): Promise<void> {
    this.placeIsDue = false;
    if (this.stored === this.cursor) return;
    await this.tools.units.run((unit) => this.advanceTo(unit, this.cursor));
  }

  /** Runs the retries whose time has come, oldest first. */
  async runDue(): Promise<boolean> {
    this.due = undefined;
    const due = await dueDeliveries(this.tools.pool, this.lease, this.tools.clock.now());
    for (const delivery of due) await this.retry(delivery);
    return due.length > 0;
  }

  private async runNext(): Promise<boolean> {
    const rows = newerThan(this.cursor, await this.tools.source.read(this.cursor));
    const last = rows.at(-1);
    if (last === undefined) return false;
    const end = { tick: last.tick, pos: last.pos };
    const deliveries = await this.deliveriesOf(rows);
    if (deliveries.length > 0) {
      if (!this.subscription.batch || !(await this.ranAsBatch(deliveries, end)))
        for (const delivery of deliveries) await this.single(delivery);
    }
    this.cursor = end;
    return deliveries.length > 0 || rows.length >= batchSize;
  }

  private async deliveriesOf(rows: readonly LogRow[]): Promise<Delivery[]> {
    const deliveries: Delivery[] = [];
    for (const row of rows) if (this.concerns(row)) deliveries.push(await this.decode(row));
    return deliveries;
  }

  /** A type that nobody knows may be meant for this subscription: it must not be passed over in silence. */
  private concerns(row: LogRow): boolean {
    return this.subscription.consumers.has(row.type) || contractOf(row.type) === null;
  }

  private async decode(row: LogRow): Promise<Delivery> {
    try {
      return { row, fact: await this.tools.decoder.decode(row) };
    } catch (error) {
      if (isNotTheConsumers(error)) throw error;
      // Whatever else reading a row may throw, it must not stop the subscription.
      const unreadable = error instanceof UnreadableFactError ? error : new CorruptFactError(String(error));
      return { row, unreadable };
    }
  }

  /** False when the batch was rolled back, so that each delivery must be tried by itself. */
  private async ranAsBatch(deliveries: readonly Delivery[], end: Position): Promise<boolean> {
    try {
      await this.tools.units.run(
        async (unit) => {
          const blocked = await this.blocked(unit, deliveries);
          for (const delivery of deliveries) await this.place(unit, delivery, blocked);
          await this.advanceTo(unit, end);
        },
        { speculative: true },
      );
      return true;
    } catch (error) {
      if (isNotTheConsumers(error)) throw error;
      if (deliveries.length > 1) this.logger.debug(`A batch of ${deliveries.length} is run again singly.`);
      return false;
    }
  }

  private async single(delivery: Delivery): Promise<void> {
    const { units } = this.tools;
    const end = { tick: delivery.row.tick, pos: delivery.row.pos };
    const waits = await units.run(async (unit) => {
      const blocked = await this.blocked(unit, [delivery]);
      if (blocked.size === 0 && 'fact' in delivery) return false;
      await this.place(unit, delivery, blocked);
      await this.advanceTo(unit, end);
      return true;
    });
    if (waits || !('fact' in delivery)) return;
    const span = this.spanOf(delivery.row, 1);
    try {
      const outcome = await units.run(async (unit) => {
        const result = await this.hand(delivery.fact, delivery.row, span);
        await this.advanceTo(unit, end);
        return result;
      });
      span.end(outcome);
    } catch (error) {
      if (isNotTheConsumers(error)) throw error;
      const failure = this.failureOf(error, 1, delivery.fact, span.traceparent);
      await units.run(async (unit) => {
        await this.record(unit, delivery.row, failure);
        await this.advanceTo(unit, end);
      });
      this.report(delivery.row, failure, error, span);
    }
  }

  private async retry({ row, attempts, redriveOf }: StoredDelivery): Promise<void> {
    const { units, clock } = this.tools;
    const number = attempts + 1;
    const span = this.spanOf(row, number, redriveOf);
    const delivery = await this.decode(row);
    try {
      if ('unreadable' in delivery) throw delivery.unreadable;
      const outcome = await units.run(async (unit) => {
        const result = await this.hand(delivery.fact, row, span);
        await complete(unit, this.lease, row, number, clock.now());
        await fence(unit, this.lease);
        return result;
      });
      this.expect(clock.now());
      span.end(outcome);
    } catch (error) {
      if (isNotTheConsumers(error)) throw error;
      const fact = 'fact' in delivery ? delivery.fact : undefined;
      const failure = this.failureOf(error, number, fact, span.traceparent);
      await units.run(async (unit) => {
        await this.record(unit, row, failure);
        await fence(unit, this.lease);
      });
      this.report(row, failure, error, span);
    }
  }

  /** Inside a transaction: behind its key, to the dead letters, or to its consumer. */
  private async place(unit: UnitOfWork, delivery: Delivery, blocked: Set<string>): Promise<void> {
    const { row } = delivery;
    if (blocked.has(row.key)) return enqueue(unit, this.lease, row);
    const span = this.spanOf(row, 1);
    if ('unreadable' in delivery) {
      const failure = this.failureOf(delivery.unreadable, 1, undefined, span.traceparent);
      await this.record(unit, row, failure);
      if (failure.state === 'parked') blocked.add(row.key);
      unit.onSettled((committed) => committed && this.report(row, failure, delivery.unreadable, span));
      return;
    }
    const outcome = await this.hand(delivery.fact, row, span);
    unit.onSettled((committed) => committed && span.end(outcome));
  }

  private hand(fact: Fact, row: LogRow, span: AttemptSpan): Promise<'ack' | 'skipped'> {
    const consumer = this.subscription.consumers.get(row.type);
    // Unknown when it was read, known since, and not for this subscription.
    if (consumer === undefined) return Promise.resolve('skipped');
    return span.deliver(fact, consumer);
  }

  private async record(unit: UnitOfWork, row: LogRow, failure: Failure): Promise<void> {
    await recordFailure(unit, this.lease, row, failure);
    if (failure.state === 'skipped') await promoteNext(unit, this.lease, row.key, failure.at);
  }

  private failureOf(
    error: unknown,
    attempts: number,
    fact: Fact | undefined,
    traceparent: string | undefined,
  ): Failure {
    const { retry, whenDead } = this.subscription;
    const now = this.tools.clock.now();
    const dead = isPermanent(error) || attempts >= retry.attempts;
    return {
      attempts,
      state: dead
        ? whenDead === 'park' && !(error instanceof UnknownTypeError)
          ? 'parked'
          : 'skipped'
        : 'retry',
      dueAt: dead ? null : new Date(now.getTime() + delayAfter(attempts, retry, this.tools.randomness)),
      at: now,
      errorClass: storableText(error instanceof Error ? error.name : typeof error),
      errorMessage: failureMessage(error, fact),
      traceparent,
    };
  }

  private report(row: LogRow, failure: Failure, error: unknown, span: AttemptSpan): void {
    this.expect(failure.dueAt ?? failure.at);
    const dead = failure.state !== 'retry';
    span.end(dead ? 'dead_letter' : 'retry', error);
    const what = `${row.type} ${row.id} failed at attempt ${failure.attempts}: ${failure.errorClass}: ${failure.errorMessage}`;
    if (dead) this.logger.error(`${what} It is a dead letter now.`);
    else this.logger.warn(`${what} It runs again at ${failure.dueAt?.toISOString()}.`);
  }

  private spanOf(row: LogRow, number: number, redriveOf?: string): AttemptSpan {
    const attempt = {
      row,
      subscription: this.subscription,
      number,
      ...(redriveOf === undefined ? {} : { redriveOf }),
    };
    return new AttemptSpan(attempt, this.tools.transport, () => this.tools.clock.now());
  }

  private blocked(unit: UnitOfWork, deliveries: readonly Delivery[]): Promise<Set<string>> {
    return blockedKeys(unit, this.lease, [...new Set(deliveries.map(({ row }) => row.key))]);
  }

  private async advanceTo(unit: UnitOfWork, to: Position): Promise<void> {
    await advance(unit, this.lease, this.stored, to);
    unit.onSettled((committed) => {
      if (!committed) return;
      this.stored = to;
      this.cursor = to;
    });
  }
}

/** A rule said no, or the fact cannot be read: trying again would only repeat it. */
function isPermanent(error: unknown): boolean {
  if (error instanceof UnreadableFactError) return true;
  if (error instanceof ProjectionBehindError || error instanceof ConcurrentChangeError) return false;
  return error instanceof DomainError;
}

/** The whole subscription stands still for it, and no attempt is counted: otherwise later facts would overtake this one. */
function isNotTheConsumers(error: unknown): boolean {
  return error instanceof StaleEpochError || isDatabaseAway(error) || isTransient(error);
}

/** A transport may bring a row again; its position tells. */
function newerThan(cursor: Position, rows: readonly LogRow[]): LogRow[] {
  let last: Position = cursor;
  const newer: LogRow[] = [];
  for (const row of rows) {
    if (comparePositions(row, last) <= 0) continue;
    newer.push(row);
    last = row;
  }
  return newer;
}

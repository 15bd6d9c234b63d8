import { contractOf } from '@boardwalk/integration-events';
import { measures } from '@boardwalk/observability';
import { Logger } from '@nestjs/common';
import { laneName, type Lane } from '../lanes/lane.js';
import { advance, fence, type Lease, leaseMs } from '../lanes/lease.js';
import { bucketOf } from '../lanes/spread.js';
import { batchSize } from '../log/log-reader.js';
import type { LogRow } from '../log/log-row.js';
import { comparePositions, type Position } from '../log/position.js';
import type { UnitOfWork } from '@boardwalk/persistence';
import {
  blockedKeys,
  complete,
  dueDeliveries,
  enqueue,
  promoteNext,
  recordFailure,
} from './delivery-table.js';
import type { Failure, StoredDelivery } from './delivery-table.js';
import { Consumption, type Delivery, isNotTheConsumers, type WorkerTools } from './consumption.js';

/** A careful batch sets a savepoint per delivery; beyond 64 of them PostgreSQL's snapshots become dear for everybody. */
const carefulBatch = 50;

/** Deliveries that must succeed in a row before batches are trusted again. */
const regainTrust = 500;

/**
 * A transaction that has run this long commits what it has: whoever is killed loses no more than that, and whoever takes over
 * or stops is not busy for longer before anybody sees it.
 */
const longestBatchMs = leaseMs / 12;

/**
 * Delivers one lane of the log, in order, while it holds the lease. A batch is one transaction in which the cursor is the
 * inbox. It runs without looking back while all goes well; when anything in it fails it is rolled back and run again
 * carefully, with a savepoint per delivery, so that what failed is recorded and the rest is kept.
 */
export class LaneWorker {
  private readonly logger: Logger;
  private readonly consumption: Consumption;
  /** Where reading goes on. Ahead of the stored cursor by rows that this lane does not take. */
  private cursor: Position;
  /** The cursor in the database, as far as this worker knows. */
  private stored: Position;
  private placeIsDue = false;
  /** When the next retry may be due. Unknown at the start: deliveries may have been left by the last holder. */
  private nextDue: Date | undefined = new Date(0);
  /** Deliveries still to be run carefully. */
  private carefulFor = 0;
  /**
   * Whether any key of the lane may be blocked. The holder of the lease blocks them, or an operator who has a delivery run again,
   * which this worker finds among those that are due.
   */
  private mayBlock = true;

  constructor(
    private readonly lane: Lane,
    private readonly lease: Lease,
    cursor: Position,
    private readonly tools: WorkerTools,
  ) {
    this.logger = new Logger(`Delivery ${laneName(lane)}`);
    this.consumption = new Consumption(lane, tools);
    this.cursor = cursor;
    this.stored = cursor;
  }

  /** How far this lane has come. */
  get position(): Position {
    return this.cursor;
  }

  /** A lane with an end has come there. What failed on the way may not have ended yet. */
  get isAtItsEnd(): boolean {
    const { until } = this.lane;
    return until !== undefined && comparePositions(this.cursor, until) >= 0;
  }

  /** Runs what is due and one batch. False when there was nothing to do. */
  async step(): Promise<boolean> {
    const due = this.nextDue !== undefined && this.nextDue <= this.tools.clock.now();
    const retried = due && (await this.runDue());
    const progressed = (await this.runNext()) || retried;
    if (!progressed && this.placeIsDue) await this.saveCursor();
    return progressed;
  }

  /** Others ask the database how far this lane has come, but not so often that each tick were worth a write. */
  storePlaceWhenIdle(): void {
    this.placeIsDue = true;
  }

  /** When the next retry is due, as far as this worker knows. */
  get due(): Date | undefined {
    return this.nextDue;
  }

  /** A retry is due at this time, as the database or a failure says. True when that is sooner than was known. */
  expect(due: Date): boolean {
    if (this.nextDue !== undefined && due >= this.nextDue) return false;
    this.nextDue = due;
    return true;
  }

  /** Makes the cursor's place durable although nothing was delivered since it was last written. */
  async saveCursor(): Promise<void> {
    this.placeIsDue = false;
    if (this.stored === this.cursor) return;
    await this.tools.units.run(async (unit) => this.advanceTo(unit, this.cursor));
  }

  /** Runs the retries whose time has come, oldest first. */
  async runDue(): Promise<boolean> {
    this.nextDue = undefined;
    const { due: stored, next } = await dueDeliveries(this.tools.pool, this.lease, this.tools.clock.now());
    if (next !== null) this.expect(next);
    // Everything in a shadow is a replay, whatever else is known of a delivery.
    const { isShadow } = this.lane.subscription;
    const due = stored.map((each) => ({ ...each, isReplay: each.isReplay || isShadow }));
    if (due.length > 0) this.mayBlock = true;
    for (const some of chunks(due, this.lane.subscription.batch ? carefulBatch : 1)) {
      await this.pieceByPiece(await this.repetitionsOf(some), {
        run: (repetitions) => this.again(repetitions),
        fail: (repetition, error) => this.failAgain(repetition, error),
      });
    }
    return due.length > 0;
  }

  private async runNext(): Promise<boolean> {
    const rows = this.ahead(await this.lane.source.facts.read(this.cursor));
    const last = rows.at(-1);
    if (last === undefined) return false;
    const end = { tick: last.tick, pos: last.pos };
    const deliveries = await this.deliveriesOf(rows);
    if (deliveries.length > 0) await this.deliver(deliveries, end);
    this.cursor = end;
    return deliveries.length > 0 || rows.length >= batchSize;
  }

  private async deliver(deliveries: readonly Delivery[], end: Position): Promise<void> {
    const { batch } = this.lane.subscription;
    // The rows behind the last delivery concern nobody here, and are passed with it.
    const endOf = (delivery: Delivery): Position => (delivery === deliveries.at(-1) ? end : delivery.row);
    let left = deliveries;
    while (batch && this.carefulFor === 0 && left.length > 0) {
      const done = await this.runTrustingly(left, endOf);
      if (done === 0) break;
      left = left.slice(done);
    }
    for (const some of chunks(left, batch ? carefulBatch : 1)) {
      await this.pieceByPiece(some, {
        run: (deliveries) => this.runCarefully(deliveries, endOf),
        fail: (delivery, error) => this.fail(delivery, error, endOf(delivery)),
      });
    }
  }

  /**
   * Savepoints tell which delivery failed, unless the transaction failed as a whole: at COMMIT, or because it was silent for
   * too long. Then each runs alone, and one that fails alone has failed, if the database was there.
   */
  private async pieceByPiece<T>(
    deliveries: readonly T[],
    {
      run,
      fail,
    }: { run: (some: readonly T[]) => Promise<number>; fail: (one: T, error: unknown) => Promise<void> },
  ): Promise<void> {
    let left = deliveries;
    try {
      while (left.length > 0) left = left.slice(await run(left));
    } catch (error) {
      if (isNotTheConsumers(error)) throw error;
      const [first, ...others] = left;
      if (first !== undefined && others.length === 0) return fail(first, error);
      for (const each of left) await this.pieceByPiece([each], { run, fail });
    }
  }

  private async fail(delivery: Delivery, error: unknown, end: Position): Promise<void> {
    await this.run({}, async (unit) => {
      const failure = this.consumption.fail(unit, delivery, error);
      this.mayBlock = true;
      await recordFailure(unit, this.lease, delivery.row, failure);
      this.expectIfCommitted(unit, failure.dueAt ?? failure.at);
      this.advanceTo(unit, end);
    });
  }

  private async failAgain({ stored, delivery }: Repetition, error: unknown): Promise<void> {
    await this.run({}, async (unit) => {
      const attempt = { ...stored, number: stored.attempts + 1 };
      await this.recordAgain(unit, stored, this.consumption.fail(unit, delivery, error, attempt));
      fence(unit, this.lease);
    });
  }

  /** Returns how many were delivered; 0 when they were rolled back, which counts as no attempt and drops their spans. */
  private async runTrustingly(deliveries: readonly Delivery[], endOf: EndOf): Promise<number> {
    try {
      return await this.run({ speculative: true }, async (unit) => {
        const blocked = await this.blocked(unit, deliveries);
        return this.inTime(deliveries, {
          each: (delivery) =>
            blocked.has(delivery.row.key)
              ? enqueue(unit, this.lease, delivery.row)
              : this.consumption.attempt(unit, delivery),
          end: (last) => this.advanceTo(unit, endOf(last)),
        });
      });
    } catch (error) {
      if (isNotTheConsumers(error)) throw error;
      this.carefulFor = regainTrust;
      if (deliveries.length > 1) this.logger.debug(`A batch of ${deliveries.length} is run again carefully.`);
      return 0;
    }
  }

  private runCarefully(deliveries: readonly Delivery[], endOf: EndOf): Promise<number> {
    return this.run({}, async (unit) => {
      const blocked = await this.blocked(unit, deliveries);
      return this.inTime(deliveries, {
        each: async (delivery) => {
          const { row } = delivery;
          if (blocked.has(row.key)) return enqueue(unit, this.lease, row);
          const failure = await this.consumption.tryOut(unit, delivery);
          if (failure === null) {
            this.carefulFor = Math.max(0, this.carefulFor - 1);
            return;
          }
          this.carefulFor = regainTrust;
          this.mayBlock = true;
          await recordFailure(unit, this.lease, row, failure);
          if (failure.state !== 'skipped') blocked.add(row.key);
          this.expectIfCommitted(unit, failure.dueAt ?? failure.at);
        },
        end: (last) => this.advanceTo(unit, endOf(last)),
      });
    });
  }

  private again(repetitions: readonly Repetition[]): Promise<number> {
    const { clock } = this.tools;
    return this.run({}, (unit) =>
      this.inTime(repetitions, {
        each: async ({ stored, delivery }) => {
          const { row } = stored;
          const number = stored.attempts + 1;
          const failure = await this.consumption.tryOut(unit, delivery, { ...stored, number });
          if (failure !== null) return this.recordAgain(unit, stored, failure);
          await complete(unit, this.lease, row, number, clock.now());
          this.expectIfCommitted(unit, clock.now());
        },
        end: () => fence(unit, this.lease),
      }),
    );
  }

  /** One after the other until time is up, at least one. Returns how many. */
  private async inTime<T>(
    deliveries: readonly T[],
    { each, end }: { each: (one: T) => Promise<void>; end: (last: T) => void },
  ): Promise<number> {
    const deadline = this.tools.clock.now().getTime() + longestBatchMs;
    let done = 0;
    for (const one of deliveries) {
      await each(one);
      done += 1;
      if (done < deliveries.length && this.tools.clock.now().getTime() < deadline) continue;
      end(one);
      break;
    }
    return done;
  }

  private async recordAgain(unit: UnitOfWork, { row }: StoredDelivery, failure: Failure): Promise<void> {
    await recordFailure(unit, this.lease, row, failure);
    if (failure.state === 'skipped') await promoteNext(unit, this.lease, row.key, failure.at);
    this.expectIfCommitted(unit, failure.dueAt ?? failure.at);
  }

  /** Before their transaction: whoever holds its connection must not wait for another to read them. */
  private async repetitionsOf(some: readonly StoredDelivery[]): Promise<Repetition[]> {
    const repetitions: Repetition[] = [];
    for (const stored of some)
      repetitions.push({ stored, delivery: await this.consumption.decode(stored.row, stored.isReplay) });
    return repetitions;
  }

  private async deliveriesOf(rows: readonly LogRow[]): Promise<Delivery[]> {
    const deliveries: Delivery[] = [];
    const { isShadow } = this.lane.subscription;
    for (const row of rows) {
      if (!this.concerns(row)) continue;
      const delivery = this.consumption.decode(row, isShadow);
      deliveries.push(delivery instanceof Promise ? await delivery : delivery);
    }
    return deliveries;
  }

  /** A type that nobody knows may be meant for this subscription: it must not be passed over in silence. */
  private concerns(row: LogRow): boolean {
    const { subscription, bucket } = this.lane;
    if (!subscription.consumers.has(row.type) && contractOf(row.type) !== null) return false;
    return bucketOf(row.key, subscription.buckets) === bucket;
  }

  /** A transport may bring a row again; its position tells. */
  private ahead(rows: readonly LogRow[]): LogRow[] {
    const { until } = this.lane;
    let last: Position = this.cursor;
    const newer: LogRow[] = [];
    let known = 0;
    for (const row of rows) {
      if (comparePositions(row, last) <= 0) {
        known += 1;
        continue;
      }
      if (until !== undefined && comparePositions(row, until) > 0) break;
      newer.push(row);
      last = row;
    }
    measures().repeated(this.lane.subscription.name, known);
    return newer;
  }

  private run<T>(
    kind: { readonly speculative?: boolean },
    work: (unit: UnitOfWork) => Promise<T>,
  ): Promise<T> {
    return this.tools.units.run(work, { ...kind, shadow: this.lane.subscription.isShadow });
  }

  /** The keys that later facts wait behind. Usually there is none in the whole lane, and that is remembered. */
  private async blocked(unit: UnitOfWork, deliveries: readonly Delivery[]): Promise<Set<string>> {
    if (!this.mayBlock) return new Set();
    const keys = [...new Set(deliveries.map(({ row }) => row.key))];
    const { blocked, any } = await blockedKeys(unit, this.lease, keys);
    this.mayBlock = any;
    return blocked;
  }

  private advanceTo(unit: UnitOfWork, to: Position): void {
    advance(unit, this.lease, this.stored, to);
    unit.onSettled((committed) => {
      if (!committed) return;
      this.stored = to;
      this.cursor = to;
    });
  }

  private expectIfCommitted(unit: UnitOfWork, due: Date): void {
    unit.onSettled((committed) => {
      if (committed) this.expect(due);
    });
  }
}

interface Repetition {
  readonly stored: StoredDelivery;
  readonly delivery: Delivery;
}

/** Where the cursor stands after a delivery. */
type EndOf = (delivery: Delivery) => Position;

function* chunks<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

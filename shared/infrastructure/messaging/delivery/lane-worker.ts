import { contractOf } from '@boardwalk/integration-events';
import { measures } from '@boardwalk/observability';
import { Logger } from '@nestjs/common';
import { laneName, type Lane } from '../lanes/lane.js';
import { advance, fence, type Lease, leaseMs } from '../lanes/lease.js';
import { bucketOf } from '../lanes/spread.js';
import { batchSize } from '../log/shared-reads.js';
import type { LogRow } from '../log/log-row.js';
import { comparePositions, type Position } from '../log/position.js';
import type { UnitOfWork } from '@boardwalk/persistence';
import type { FactSource } from '../transports/transport.js';
import { Consumption, type Delivery, isNotTheConsumers, type WorkerTools } from './consumption.js';
import { blockedKeys, dueDeliveries, type StoredDelivery } from './delivery-table.js';
import { Ledger } from './ledger.js';

/** A careful batch sets a savepoint per delivery that writes; beyond 64 of them PostgreSQL's snapshots become dear for everybody. */
const mostSavepoints = 50;

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
  private readonly facts: FactSource;
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
    this.facts = lane.source.facts.of(lane);
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
    const again = await this.dueTasks();
    const progressed = (await this.runNext(again)) || again.length > 0;
    if (!progressed && this.placeIsDue) await this.saveCursor();
    return progressed;
  }

  /** Looks for retries at the next step, whatever is known of them. */
  lookForDue(): void {
    this.nextDue = new Date(0);
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

  /** The retries whose time has come, oldest first. */
  private async dueTasks(): Promise<readonly Task[]> {
    const now = this.tools.clock.now();
    if (this.nextDue === undefined || this.nextDue > now) return [];
    this.nextDue = undefined;
    const { due, next } = await dueDeliveries(this.tools.pool, this.lease, now);
    if (next !== null) this.expect(next);
    if (due.length > 0) this.mayBlock = true;
    // Everything in a shadow is a replay, whatever else is known of a delivery.
    const { isShadow } = this.lane.subscription;
    const tasks: Task[] = [];
    for (const each of due) {
      const stored = { ...each, isReplay: each.isReplay || isShadow };
      tasks.push({ stored, delivery: await this.consumption.decode(stored.row, stored.isReplay) });
    }
    return tasks;
  }

  private async runNext(again: readonly Task[]): Promise<boolean> {
    // Whatever waits for a connection while it reads must not hold one.
    const rows = this.ahead(await this.facts.read(this.cursor));
    const last = rows.at(-1);
    const end = last === undefined ? this.cursor : { tick: last.tick, pos: last.pos };
    const deliveries = await this.deliveriesOf(rows);
    await this.deliver(
      again,
      deliveries.map((delivery) => ({
        delivery,
        // The rows behind the last delivery concern nobody here, and are passed with it.
        end: delivery === deliveries.at(-1) ? end : delivery.row,
      })),
    );
    this.cursor = end;
    return deliveries.length > 0 || rows.length >= batchSize;
  }

  /** While batches are run carefully, retries run with them: a transaction of their own would cost as much as they do. */
  private async deliver(again: readonly Task[], next: readonly FirstTime[]): Promise<void> {
    const { batch } = this.lane.subscription;
    if (!batch) {
      for (const task of [...again, ...next]) await this.pieceByPiece([task]);
      return;
    }
    if (this.carefulFor > 0) return this.pieceByPiece([...again, ...next]);
    await this.pieceByPiece(again);
    let left = next;
    while (this.carefulFor === 0 && left.length > 0) left = left.slice(await this.runTrustingly(left));
    await this.pieceByPiece(left);
  }

  /**
   * Savepoints tell which delivery failed, unless the transaction failed as a whole: at COMMIT, or because it was silent for
   * too long. Then each runs alone, and one that fails alone has failed, if the database was there.
   */
  private async pieceByPiece(tasks: readonly Task[]): Promise<void> {
    let left = tasks;
    while (left.length > 0) {
      const together: Together = { tried: 0 };
      try {
        left = left.slice(await this.runCarefully(left, together));
      } catch (error) {
        if (isNotTheConsumers(error)) throw error;
        const [first, ...others] = left.slice(0, Math.max(1, together.tried));
        if (first === undefined) throw error;
        if (others.length === 0) await this.fail(first, error);
        else for (const each of [first, ...others]) await this.pieceByPiece([each]);
        left = left.slice(1 + others.length);
      }
    }
  }

  private async fail(task: Task, error: unknown): Promise<void> {
    await this.run({}, async (unit) => {
      const ledger = new Ledger(this.lease);
      this.mayBlock = true;
      ledger.failed(task.delivery.row, this.consumption.fail(unit, task.delivery, error, attemptOf(task)));
      await this.end(unit, ledger, task);
    });
  }

  /** Returns how many were delivered; 0 when they were rolled back, which counts as no attempt and drops their spans. */
  private async runTrustingly(tasks: readonly FirstTime[]): Promise<number> {
    try {
      return await this.run({ speculative: true }, async (unit) => {
        const blocked = await this.blocked(unit, tasks);
        return this.inTime(unit, tasks, async ({ delivery }, ledger) => {
          if (blocked.has(delivery.row.key)) ledger.waits(delivery.row);
          else await this.consumption.attempt(unit, delivery);
        });
      });
    } catch (error) {
      if (isNotTheConsumers(error)) throw error;
      this.carefulFor = regainTrust;
      if (tasks.length > 1) this.logger.debug(`A batch of ${tasks.length} is run again carefully.`);
      return 0;
    }
  }

  private runCarefully(tasks: readonly Task[], together: Together): Promise<number> {
    return this.run({}, async (unit) => {
      const blocked = await this.blocked(unit, tasks);
      return this.inTime(unit, tasks, async (task, ledger) => {
        together.tried += 1;
        const { delivery, stored } = task;
        const { row } = delivery;
        if (stored === undefined && blocked.has(row.key)) return ledger.waits(row);
        const failure = await this.consumption.tryOut(unit, delivery, attemptOf(task));
        if (failure !== null) {
          this.carefulFor = regainTrust;
          this.mayBlock = true;
          if (failure.state !== 'skipped') blocked.add(row.key);
          return ledger.failed(row, failure);
        }
        if (stored !== undefined) ledger.succeeded(row, stored.attempts + 1, this.tools.clock.now());
        else this.carefulFor = Math.max(0, this.carefulFor - 1);
      });
    });
  }

  /** One after the other until time is up, at least one, with what they leave behind. Returns how many. */
  private async inTime<T extends Task>(
    unit: UnitOfWork,
    tasks: readonly T[],
    each: (task: T, ledger: Ledger) => Promise<void>,
  ): Promise<number> {
    const ledger = new Ledger(this.lease);
    const deadline = this.tools.clock.now().getTime() + longestBatchMs;
    let done = 0;
    for (const task of tasks) {
      await each(task, ledger);
      done += 1;
      const isFull = unit.savepoints >= mostSavepoints || this.tools.clock.now().getTime() >= deadline;
      if (done < tasks.length && !isFull) continue;
      await this.end(unit, ledger, task);
      break;
    }
    return done;
  }

  /** The cursor stands behind the last delivery. Repetitions lie behind it already. */
  private async end(unit: UnitOfWork, ledger: Ledger, last: Task): Promise<void> {
    await ledger.write(unit, this.tools.clock.now());
    if (last.end === undefined) fence(unit, this.lease);
    else this.advanceTo(unit, last.end);
    const { due } = ledger;
    if (due !== undefined)
      unit.onSettled((committed) => {
        if (committed) this.expect(due);
      });
  }

  private async deliveriesOf(rows: readonly LogRow[]): Promise<Delivery[]> {
    const { isShadow } = this.lane.subscription;
    const deliveries = rows
      .filter((row) => this.concerns(row))
      .map((row) => this.consumption.decode(row, isShadow));
    const atHand = deliveries.filter((delivery): delivery is Delivery => !(delivery instanceof Promise));
    // Those that need a person's key to be read ask for it together.
    if (atHand.length < deliveries.length) return Promise.all(deliveries.map(async (delivery) => delivery));
    return atHand;
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
  private async blocked(unit: UnitOfWork, tasks: readonly Task[]): Promise<Set<string>> {
    if (!this.mayBlock) return new Set();
    const keys = [...new Set(tasks.map(({ delivery }) => delivery.row.key))];
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
}

/** A delivery that the lane has come to. */
interface FirstTime {
  readonly delivery: Delivery;
  /** Where the cursor stands behind it. */
  readonly end: Position;
  readonly stored?: undefined;
}

/** One that it has passed, and that is due. */
interface Repetition {
  readonly delivery: Delivery;
  readonly stored: StoredDelivery;
  readonly end?: undefined;
}

type Task = FirstTime | Repetition;

/** How many tasks a transaction has come to: whatever fails with it is among them. */
interface Together {
  tried: number;
}

const attemptOf = ({ stored }: Task) => stored && { ...stored, number: stored.attempts + 1 };

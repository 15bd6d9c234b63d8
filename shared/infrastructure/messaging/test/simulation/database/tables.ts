import type { Snapshot } from './snapshot.ts';
import { emptyRow, type Row, type Written } from './transaction.ts';

export interface FactRow extends Written {
  readonly pos: number;
  readonly xid: number;
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly key: string;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
  readonly headers: string;
  readonly data: string;
}

export interface TickRow extends Written {
  readonly tick: number;
  readonly snapshot: Snapshot;
  readonly fromXid: number;
  readonly low: number;
  readonly high: number;
  readonly late: readonly number[];
  readonly lastPos: number;
  readonly size: number;
  readonly total: number;
  readonly takenAt: Date;
}

export interface SubscriptionRow {
  readonly name: string;
  readonly log: string;
  readonly bucket: number;
  readonly buckets: number;
  readonly tick: number;
  readonly pos: number;
  readonly owner: string | null;
  readonly epoch: number;
  /** Milliseconds by the database's clock. */
  readonly leasedUntil: number;
  readonly pausedAt: Date | null;
}

export interface WorkerRow {
  readonly owner: string;
  readonly subscriptions: readonly string[];
  /** Milliseconds by the database's clock. */
  readonly seenUntil: number;
}

export type DeliveryState = 'retry' | 'waiting' | 'parked' | 'skipped' | 'archived' | 'done';

export interface DeliveryRow {
  readonly subscription: string;
  readonly log: string;
  readonly eventId: string;
  readonly bucket: number;
  readonly tick: number;
  readonly pos: number;
  readonly type: string;
  readonly key: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly attemptsBefore: number;
  readonly dueAt: Date | null;
  readonly errorClass: string | null;
  readonly errorMessage: string | null;
  readonly firstFailedAt: Date | null;
  readonly lastFailedAt: Date | null;
  readonly redrives: number;
  readonly traceparent: string | null;
  readonly replay: boolean;
  readonly archivedAt: Date | null;
  readonly raw: string;
}

/** What a consumer of the simulation did. */
export interface EffectRow extends Written {
  readonly subscription: string;
  readonly eventId: string;
  readonly key: string;
  readonly owner: string;
}

/** What a command of the simulation did: it brought an aggregate to a version. */
export interface ChangeRow extends Written {
  readonly key: string;
  readonly version: number;
  readonly command: string;
}

export class Table<V> {
  private readonly byKey = new Map<string, Row<V>>();

  /** The row of a key, whether or not there is anything in it. */
  row(key: string): Row<V> {
    let row = this.byKey.get(key);
    if (row === undefined) {
      row = emptyRow<V>();
      this.byKey.set(key, row);
    }
    return row;
  }

  rows(): Iterable<Row<V>> {
    return this.byKey.values();
  }

  /** What is committed. */
  *values(): Iterable<V> {
    for (const { value } of this.byKey.values()) if (value !== undefined) yield value;
  }
}

export const deliveryKey = (subscription: string, log: string, eventId: string): string =>
  `${subscription} ${log} ${eventId}`;
export const laneKey = (name: string, log: string, bucket: number): string => `${name} ${log} ${bucket}`;

/** Everything that the core keeps in its database, and the simulation's own two tables. */
export class Tables {
  readonly facts: FactRow[] = [];
  readonly ticks: TickRow[] = [];
  readonly ticker = emptyRow(true);
  readonly subscriptions = new Table<SubscriptionRow>();
  readonly workers = new Table<WorkerRow>();
  readonly deliveries = new Table<DeliveryRow>();
  readonly aggregates = new Table<number>();
  readonly effects: EffectRow[] = [];
  readonly changes: ChangeRow[] = [];
}

import type { UnitOfWork } from '@boardwalk/persistence';
import type { Lease } from '../lanes/lease.js';
import type { LogRow } from '../log/log-row.js';
import { complete, type Done, type Entry, type Failure, freeKeys, record } from './delivery-table.js';

/**
 * What became of those deliveries of a transaction that did not succeed at once. It is written together, at the end: a
 * statement for each would cost more than the delivery itself.
 */
export class Ledger {
  private readonly entries: Entry[] = [];
  private readonly done: Done[] = [];
  /** Whose turn it may be now, behind what was in their way. */
  private readonly freed = new Set<string>();
  private earliest: Date | undefined;

  constructor(private readonly lease: Lease) {}

  /** When the first of what runs again is due. */
  get due(): Date | undefined {
    return this.earliest;
  }

  /** It was not tried: something of its key has to be done before. */
  waits(row: LogRow): void {
    this.entries.push({ row });
  }

  failed(row: LogRow, failure: Failure): void {
    this.entries.push({ row, failure });
    if (failure.state === 'skipped') this.frees(row, failure.at);
    if (failure.dueAt !== null) this.expect(failure.dueAt);
  }

  /** At a repetition. What succeeds the first time is told by the cursor. */
  succeeded(row: LogRow, attempts: number, at: Date): void {
    this.done.push({ row, attempts });
    this.frees(row, at);
  }

  async write(unit: UnitOfWork, now: Date): Promise<void> {
    const { entries, done, freed, lease } = this;
    if (entries.length > 0) await record(unit, lease, entries);
    if (done.length > 0) await complete(unit, lease, done);
    if (freed.size > 0)
      await freeKeys(
        unit,
        [...freed].map((key) => ({ ...lease, key })),
        now,
      );
  }

  private frees({ key }: LogRow, at: Date): void {
    this.freed.add(key);
    this.expect(at);
  }

  private expect(due: Date): void {
    if (this.earliest === undefined || due < this.earliest) this.earliest = due;
  }
}

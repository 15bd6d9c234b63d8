import type { LogRow } from './log-row.js';
import { type Position, printPosition } from './position.js';

/** Facts per read, and so deliveries per transaction at the most. */
export const batchSize = 500;

/** Batches that are kept for the subscriptions that come to the same place a moment later. */
const keptBatches = 16;

interface Read {
  readonly rows: Promise<readonly LogRow[]>;
  underWay: boolean;
}

/** Subscriptions that stand at the same place share one query and one parsed batch. */
export class SharedReads {
  private readonly recent = new Map<string, Read>();

  /** @param query at most `batchSize` rows; fewer means that there are no more for now */
  constructor(private readonly query: (after: Position) => Promise<readonly LogRow[]>) {}

  read(after: Position): Promise<readonly LogRow[]> {
    const place = printPosition(after);
    const shared = this.recent.get(place);
    if (shared !== undefined) return shared.rows;
    const rows = this.query(after);
    const read: Read = { rows, underWay: true };
    this.recent.set(place, read);
    // Only whole batches stay the same for ever: a short one grows, a failed one is tried again.
    const end = (keep: boolean) => {
      read.underWay = false;
      if (!keep && this.recent.get(place) === read) this.recent.delete(place);
    };
    rows.then(
      ({ length }) => end(length === batchSize),
      () => end(false),
    );
    if (this.recent.size > keptBatches) this.recent.delete(this.recent.keys().next().value ?? place);
    return rows;
  }

  /** A read that is under way may have begun before: whoever asks from now on starts another. */
  grew(): void {
    for (const [place, { underWay }] of this.recent) if (underWay) this.recent.delete(place);
  }

  forget(): void {
    this.recent.clear();
  }
}

import { measures } from '@boardwalk/observability';
import type { LogRow } from './log-row.js';
import type { Position } from './position.js';
import { SharedReads } from './shared-reads.js';

/** A log that is read once for all subscriptions of the process. */
export abstract class SharedLog {
  private readonly shared = new SharedReads(async (after) => {
    const rows = await this.factsAfter(after);
    const [first] = rows;
    if (first !== undefined) measures().read(first.takenAt.getTime() - first.recordedAt.getTime());
    return rows;
  });
  private id: Promise<string> | undefined;

  /** Asked once, unless it fails. */
  protected abstract askForId(): Promise<string>;

  /** At most `batchSize` rows; fewer means that the newest tick is reached. */
  protected abstract factsAfter(after: Position): Promise<readonly LogRow[]>;

  /** The log's identity, under which consumers keep their cursors. */
  logId(): Promise<string> {
    if (this.id === undefined) {
      this.id = this.askForId();
      this.id.catch(() => {
        this.id = undefined;
      });
    }
    return this.id;
  }

  /** At most `batchSize` rows; fewer means that the newest tick is reached. */
  read(after: Position): Promise<readonly LogRow[]> {
    return this.shared.read(after);
  }

  /** A read that is under way may have begun before. */
  grew(): void {
    this.shared.grew();
  }

  /** What was read so far may have been lost in a crash of the server. */
  forget(): void {
    this.shared.forget();
  }
}

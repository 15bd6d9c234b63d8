/** pg_snapshot: what was committed at one moment, told by transaction ids alone. */
export interface Snapshot {
  /** Everything below has ended. */
  readonly xmin: number;
  /** Everything from here on had not. */
  readonly xmax: number;
  /** What was running in between. */
  readonly running: readonly number[];
}

/** pg_visible_in_snapshot() */
export function isVisibleIn(xid: number, { xmax, running }: Snapshot): boolean {
  return xid < xmax && !running.includes(xid);
}

/** How spans come into the store of this process, and where else they go. */
export abstract class SpanFeed {
  /** Writes what has ended but not been written. */
  abstract flush(): Promise<void>;

  /** Spans that were lost on the way since the process started. */
  abstract readonly dropped: number;

  /** Where spans are exported to besides; null when nowhere. */
  abstract readonly exportedTo: string | null;
}

/** A process without tracing. */
export class NoSpanFeed extends SpanFeed {
  readonly dropped = 0;
  readonly exportedTo = null;

  async flush(): Promise<void> {
    // Nothing comes, so nothing waits.
  }
}

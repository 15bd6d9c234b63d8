/** A fact as it lies in the log: personal fields encrypted, nothing believed yet. */
export interface LogRow {
  /** The window that the row belongs to; with `pos` its position. */
  readonly tick: number;
  readonly pos: number;
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly key: string;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
  /** When the window was closed. */
  readonly takenAt: Date;
  readonly headers: string;
  readonly data: string;
}

/** The envelope's extensions, as the column `headers` holds them. */
export interface LogHeaders {
  readonly correlationid: string;
  readonly causationid?: string;
  readonly sequence?: string;
  readonly traceparent?: string;
  readonly tracestate?: string;
}

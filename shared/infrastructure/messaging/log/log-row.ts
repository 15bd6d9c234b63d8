import type { Fact } from '@boardwalk/integration-events';
import type { Context } from '@opentelemetry/api';

/** The envelope's extensions, as the column `headers` holds them. */
export interface LogHeaders {
  readonly correlationid: string;
  readonly causationid?: string;
  readonly sequence?: string;
  readonly traceparent?: string;
  readonly tracestate?: string;
}

/** What can be made of a row. */
interface Made {
  raw: string;
  headers: LogHeaders;
  /** The context that it was created in. */
  creation: Context;
  live: Fact | Promise<Fact>;
  replayed: Fact | Promise<Fact>;
}

/** What the log says of a fact. */
export type LogFields = Omit<LogRow, 'once'>;

/**
 * A fact as it was read from the log: personal fields encrypted, nothing believed yet. What is made of it is kept with it, once
 * for all subscriptions of the process: weak maps beside the rows cost three microseconds a row, a tenth of what a fact costs.
 */
export class LogRow {
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
  readonly #made: Partial<Made> = {};

  constructor(fields: LogFields) {
    this.tick = fields.tick;
    this.pos = fields.pos;
    this.id = fields.id;
    this.type = fields.type;
    this.source = fields.source;
    this.key = fields.key;
    this.occurredAt = fields.occurredAt;
    this.recordedAt = fields.recordedAt;
    this.takenAt = fields.takenAt;
    this.headers = fields.headers;
    this.data = fields.data;
  }

  /** Made now, unless it was before. What throws, or is a promise that fails, is made anew the next time. */
  once<What extends keyof Made>(what: What, make: () => Made[What]): Made[What] {
    const known = this.#made[what];
    if (known !== undefined) return known;
    const made = make();
    this.#made[what] = made;
    if (made instanceof Promise) made.catch(() => delete this.#made[what]);
    return made;
  }
}

/** The row as it was read; whoever keeps it needs nothing else. */
export function rawOf(row: LogRow): string {
  return row.once('raw', () => JSON.stringify(row));
}

export function rowOf(raw: string): LogRow {
  const row = JSON.parse(raw) as {
    [column in keyof LogFields]: LogFields[column] extends Date ? string : LogFields[column];
  };
  return new LogRow({
    ...row,
    occurredAt: timeOf(row.occurredAt),
    recordedAt: timeOf(row.recordedAt),
    takenAt: timeOf(row.takenAt),
  });
}

/** JSON has no invalid Date: it says null, which would be read as 1970. */
function timeOf(text: string | null): Date {
  return new Date(text ?? Number.NaN);
}

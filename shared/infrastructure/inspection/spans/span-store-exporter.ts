import { Logger } from '@nestjs/common';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import pg from 'pg';
import { spanRow } from './span-row.js';
import type { SpanTable } from './span-table.js';

/** Spans that wait for the database, at most. */
const mostWaiting = 50_000;

/** Spans per insert. */
const batchSize = 1_000;

/**
 * Writes spans to the platform's own store. Tracing starts before there is a database, so it keeps what comes until a
 * table is attached; while the table cannot be written it keeps and tries again with the next spans. Beyond its bound
 * it drops and counts. Writing makes no spans of its own: queries are not instrumented.
 */
export class SpanStoreExporter implements SpanExporter {
  private readonly logger = new Logger('SpanStore');
  private waiting: ReadableSpan[] = [];
  private table: SpanTable | undefined;
  private writing: Promise<void> | undefined;
  private failing = false;
  private lost = 0;

  constructor(private readonly capacity = mostWaiting) {}

  /** Spans that came while the bound was reached, or that the database refused. */
  get dropped(): number {
    return this.lost;
  }

  attach(table: SpanTable): void {
    this.table = table;
    void this.write();
  }

  /** Writes what is left, then leaves the database alone: its connections are about to be closed. */
  async detach(): Promise<void> {
    await this.write();
    this.table = undefined;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    const free = Math.max(0, this.capacity - this.waiting.length);
    this.waiting.push(...spans.slice(0, free));
    this.lost += Math.max(0, spans.length - free);
    void this.write();
    done({ code: ExportResultCode.SUCCESS });
  }

  async forceFlush(): Promise<void> {
    await this.write();
  }

  async shutdown(): Promise<void> {
    await this.detach();
  }

  /** One insert at a time. Whoever calls meanwhile waits for the running one and for what it finds left. */
  private async write(): Promise<void> {
    await this.writing;
    if (this.table === undefined || this.waiting.length === 0) return;
    this.writing ??= this.writeAll(this.table).finally(() => {
      this.writing = undefined;
    });
    await this.writing;
  }

  private async writeAll(table: SpanTable): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, batchSize);
      try {
        await table.insert(batch.map(spanRow));
        this.waiting.splice(0, batch.length);
        this.failing = false;
      } catch (error) {
        this.complain(error);
        if (!isRefusal(error)) return;
        this.waiting.splice(0, batch.length);
        this.lost += batch.length;
      }
    }
  }

  /** Once per outage. */
  private complain(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    if (!this.failing) this.logger.warn(`Spans cannot be stored (${why}); up to ${this.capacity} are kept.`);
    this.failing = true;
  }
}

/** The values themselves are wrong: sending them again would hold up all that come after. */
function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? '');
}

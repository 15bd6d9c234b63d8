import { type CallOutcome, type IntentRow, IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AnalyticsSink } from './analytics-sink.js';
import { PostgresAnalyticsOutbox } from './postgres-analytics-outbox.js';
import { requestLimitMs } from './sink-request.js';
import type { TelemetryTables } from './tables.js';

/** Forwards what waits to the analytics sink, one request after another. */
@Injectable()
export class AnalyticsSender implements OnModuleInit {
  constructor(
    private readonly database: Database<TelemetryTables>,
    private readonly intents: IntentSender,
    private readonly outbox: PostgresAnalyticsOutbox,
    private readonly sink: AnalyticsSink,
  ) {}

  onModuleInit(): void {
    this.intents.serve<IntentRow, TelemetryTables>(this.database, {
      table: 'sink_batches',
      call: ({ id }) => this.forward(id),
      attempts: 50,
      firstDelayMs: 2_000,
      longestDelayMs: 15 * 60_000,
      timeoutMs: requestLimitMs + 10_000,
      concurrency: 1,
      destination: this.sink.host,
      isRepeatable: true,
    });
  }

  private async forward(batchId: string): Promise<CallOutcome> {
    const events = await this.outbox.take(batchId);
    if (events.length === 0) return { kind: 'accepted' };
    const { outcome, refused } = await this.sink.import(events);
    if (outcome.kind === 'accepted') await this.outbox.settle(batchId, refused);
    return outcome;
  }
}

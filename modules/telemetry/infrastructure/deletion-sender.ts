import { type IntentRow, IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SinkDeletion } from './sink-deletion.js';
import { requestLimitMs } from './sink-request.js';
import type { TelemetryTables } from './tables.js';

interface DeletionIntent extends IntentRow {
  readonly user_id: string;
}

/** Has the analytics sink delete people whose accounts are gone. It is asked for as long as it takes. */
@Injectable()
export class DeletionSender implements OnModuleInit {
  constructor(
    private readonly database: Database<TelemetryTables>,
    private readonly intents: IntentSender,
    private readonly deletion: SinkDeletion,
  ) {}

  onModuleInit(): void {
    this.intents.serve<DeletionIntent, TelemetryTables>(this.database, {
      table: 'sink_deletions',
      call: ({ user_id }) => this.deletion.of(user_id),
      attempts: 10_000,
      firstDelayMs: 2_000,
      longestDelayMs: 6 * 60 * 60_000,
      timeoutMs: requestLimitMs + 10_000,
      concurrency: 1,
      destination: this.deletion.host,
      isRepeatable: true,
      isIdempotent: true,
    });
  }
}

import { Clock } from '@boardwalk/domain';
import { Database, Housekeeping } from '@boardwalk/persistence';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type RawBuilder, sql } from 'kysely';
import { forwarding, keptDays, observationDays } from '../domain/limits.js';
import type { TelemetryTables } from './tables.js';

/** Days for which facts stay in the log, at least. */
export class FactsKept {
  constructor(readonly days: number) {}
}

/** What this context forgets, and when. Records are what it is for, and stay. */
@Injectable()
export class TelemetryRetention implements OnModuleInit {
  constructor(
    private readonly database: Database<TelemetryTables>,
    private readonly housekeeping: Housekeeping,
    private readonly clock: Clock,
    private readonly facts: FactsKept,
  ) {}

  onModuleInit(): void {
    const serve = (table: keyof TelemetryTables, old: () => RawBuilder<unknown>) =>
      this.housekeeping.serve(`telemetry: ${table}`, (most) => this.database.remove(table, old(), most));
    serve('observations', () => sql`noted_at <= ${this.before(observationDays(this.facts.days))}`);
    serve('superseded_calls', () => sql`day < ${this.before(keptDays.supersededCalls)}::timestamptz::date`);
    serve(
      'outgoing',
      () => sql`refused_because IS NOT NULL AND queued_at <= ${this.before(keptDays.refusedRecords)}`,
    );
    serve(
      'sink_batches',
      () => sql`status IN ('sent', 'failed') AND next_attempt_at <= ${this.before(forwarding.keptDays)}`,
    );
    serve(
      'sink_deletions',
      () => sql`status = 'sent' AND next_attempt_at <= ${this.before(keptDays.deletions)}`,
    );
  }

  private before(days: number): Date {
    return new Date(this.clock.now().getTime() - days * 86_400_000);
  }
}

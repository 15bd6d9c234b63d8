import type { ColumnType, Generated } from 'kysely';
import type { EventMode } from '../domain/event-mode.js';

interface IntentColumns {
  id: string;
  status: Generated<string>;
  attempt: Generated<number>;
  next_attempt_at: Date;
  provider_id: string | null;
  last_error: string | null;
  trace: string;
}

export interface TelemetryTables {
  telemetry_events: {
    event_id: string;
    name: string;
    properties: string;
    occurred_at: Date;
    distinct_id: string;
    mentions: string[];
  };
  mode_changes: {
    id: Generated<number>;
    name: string;
    mode: EventMode;
    since: Date;
    actor: string;
    reason: string;
  };
  observations: {
    name: string;
    side: 'legacy' | 'typed';
    reference: string;
    key: string | null;
    properties: string;
    occurred_at: Date;
    partner: string | null;
    differences: string | null;
    mentions: string[];
    noted_at: Date;
  };
  superseded_calls: { name: string; producer: string; day: ColumnType<string, string>; calls: number };
  forgotten_people: { user_id: string };
  sink_batches: IntentColumns;
  sink_deletions: IntentColumns & { user_id: string };
  sink_deletions_attempts: { intent_id: string; ended_at: Date | null; error: string | null };
  outgoing: { event_id: string; queued_at: Date; batch_id: string | null; refused_because: string | null };
}

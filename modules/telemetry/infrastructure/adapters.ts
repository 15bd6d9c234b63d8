import type { Provider } from '@nestjs/common';
import { AnalyticsOutbox } from '../application/analytics-outbox.js';
import { EventModes } from '../application/event-modes.js';
import { ForgottenPeople } from '../application/forgotten-people.js';
import { Observations } from '../application/observations.js';
import { SinkDeletions } from '../application/sink-deletions.js';
import { Sweeps } from '../application/sweeps.js';
import { TrackedEvents } from '../application/tracked-events.js';
import { AnalyticsSender } from './analytics-sender.js';
import { AnalyticsSink, type SinkAddress } from './analytics-sink.js';
import { DeletionSender } from './deletion-sender.js';
import { DelayedSweeps } from './delayed-sweeps.js';
import { NoAnalyticsOutbox } from './no-analytics-outbox.js';
import { PostgresAnalyticsOutbox } from './postgres-analytics-outbox.js';
import { PostgresEventModes } from './postgres-event-modes.js';
import { PostgresForgottenPeople } from './postgres-forgotten-people.js';
import { PostgresObservations } from './postgres-observations.js';
import { PostgresSinkDeletions } from './postgres-sink-deletions.js';
import { PostgresTrackedEvents } from './postgres-tracked-events.js';
import { SinkDeletion } from './sink-deletion.js';
import { TelemetryRetention } from './telemetry-retention.js';

/** Where records are kept and read: one line per port. */
export const storage: Provider[] = [
  { provide: TrackedEvents, useClass: PostgresTrackedEvents },
  { provide: EventModes, useClass: PostgresEventModes },
  { provide: Observations, useClass: PostgresObservations },
  { provide: ForgottenPeople, useClass: PostgresForgottenPeople },
  { provide: Sweeps, useClass: DelayedSweeps },
  { provide: SinkDeletions, useClass: PostgresSinkDeletions },
  TelemetryRetention,
];

/** @param sink undefined forwards nothing */
export function forwardingTo(sink: SinkAddress | undefined): Provider[] {
  if (sink === undefined) return [{ provide: AnalyticsOutbox, useClass: NoAnalyticsOutbox }];
  return [
    PostgresAnalyticsOutbox,
    { provide: AnalyticsOutbox, useExisting: PostgresAnalyticsOutbox },
    { provide: AnalyticsSink, useValue: new AnalyticsSink(sink) },
    AnalyticsSender,
    { provide: SinkDeletion, useValue: new SinkDeletion(sink) },
    DeletionSender,
  ];
}

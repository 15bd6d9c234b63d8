import { PersistenceModule } from '@boardwalk/persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import { commandHandlers } from './application/command-handlers.js';
import { forwardingTo, storage } from './infrastructure/adapters.js';
import type { SinkAddress } from './infrastructure/analytics-sink.js';
import { FactsKept } from './infrastructure/telemetry-retention.js';
import { AnyFactConsumer } from './presentation/consumers/any-fact.consumer.js';
import { Producers } from './presentation/http/producer.guard.js';
import { TelemetryEventsController } from './presentation/http/telemetry-events.controller.js';
import { TelemetryModesController } from './presentation/http/telemetry-modes.controller.js';
import { TelemetryParityController } from './presentation/http/telemetry-parity.controller.js';
import { TrackController } from './presentation/http/track.controller.js';

export interface TelemetrySettings {
  /** Where records are forwarded to; without one they stay here. */
  readonly sink?: SinkAddress;
  /** API clients that may call `track()`, by id. */
  readonly producers?: readonly string[];
  /** How long facts are kept, at least; default 35. */
  readonly retentionDays?: number;
}

@Module({
  imports: [PersistenceModule.forContext('telemetry', import.meta.url)],
  controllers: [
    TelemetryEventsController,
    TrackController,
    TelemetryModesController,
    TelemetryParityController,
  ],
  providers: [...commandHandlers, ...storage, AnyFactConsumer],
})
export class TelemetryModule {
  static forRoot({ sink, producers = [], retentionDays = 35 }: TelemetrySettings = {}): DynamicModule {
    const named = { provide: Producers, useValue: new Producers(new Set(producers)) };
    const kept = { provide: FactsKept, useValue: new FactsKept(retentionDays) };
    return { module: TelemetryModule, providers: [named, kept, ...forwardingTo(sink)] };
  }
}

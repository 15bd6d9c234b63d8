import { PersistenceModule } from '@boardwalk/persistence';
import { Module } from '@nestjs/common';
import { RecordTrackedEventHandler } from './application/record-tracked-event.js';
import { TrackedEvents } from './application/tracked-events.js';
import { PostgresTrackedEvents } from './infrastructure/postgres-tracked-events.js';
import { AnyFactConsumer } from './presentation/consumers/any-fact.consumer.js';
import { TelemetryEventsController } from './presentation/http/telemetry-events.controller.js';

@Module({
  imports: [PersistenceModule.forContext('telemetry', import.meta.url)],
  controllers: [TelemetryEventsController],
  providers: [
    { provide: TrackedEvents, useClass: PostgresTrackedEvents },
    RecordTrackedEventHandler,
    AnyFactConsumer,
  ],
})
export class TelemetryModule {}

import { everyContract, type Fact, UnhandledFactError } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { RecordTrackedEvent } from '../../application/record-tracked-event.js';
import { legacyRecordOf } from './legacy-record.js';

@EventsHandler(...everyContract)
export class AnyFactConsumer extends BaseConsumer<Fact> {
  static readonly subscription = 'telemetry.track';

  toCommand(event: Fact): RecordTrackedEvent {
    const record = legacyRecordOf(event);
    if (record === null) throw new UnhandledFactError(event.constructor.name);
    const { eventId, occurredAt } = event.metadata;
    return new RecordTrackedEvent(
      eventId,
      record.name,
      record.properties,
      new Date(occurredAt),
      record.distinctId,
    );
  }
}

import {
  AccountDeletedIntegrationEvent,
  everyContract,
  type Fact,
  UnhandledFactError,
} from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { ForgetPerson } from '../../application/forget-person.js';
import { RecordTrackedEvent } from '../../application/record-tracked-event.js';
import { legacyRecordOf } from './legacy-record.js';

@EventsHandler(...everyContract)
export class AnyFactConsumer extends BaseConsumer<Fact> {
  static readonly subscription = 'telemetry.track';

  toCommand(event: Fact): RecordTrackedEvent | ForgetPerson {
    const record = legacyRecordOf(event);
    if (record === null) throw new UnhandledFactError(event.constructor.name);
    const { eventId, occurredAt } = event.metadata;
    const { name, properties, distinctId, key } = record;
    const command = new RecordTrackedEvent(eventId, name, properties, new Date(occurredAt), distinctId, key);
    return event instanceof AccountDeletedIntegrationEvent
      ? new ForgetPerson(event.userId, command)
      : command;
  }
}

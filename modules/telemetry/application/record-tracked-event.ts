import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TrackedEvents } from './tracked-events.js';

export type TrackedProperties = Readonly<Record<string, unknown>>;

export class RecordTrackedEvent {
  constructor(
    readonly eventId: string,
    readonly name: string,
    /** Written in the order in which they stand. */
    readonly properties: TrackedProperties,
    readonly occurredAt: Date,
    readonly distinctId: string,
  ) {}
}

@CommandHandler(RecordTrackedEvent)
export class RecordTrackedEventHandler implements ICommandHandler<RecordTrackedEvent, void> {
  constructor(private readonly events: TrackedEvents) {}

  execute({ eventId, name, properties, occurredAt, distinctId }: RecordTrackedEvent): Promise<void> {
    return this.events.add({
      eventId,
      name,
      properties: JSON.stringify(properties),
      occurredAt,
      distinctId,
    });
  }
}

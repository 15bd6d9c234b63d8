import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { usualMode } from '../domain/event-mode.js';
import type { TrackedProperties } from '../domain/tracked-properties.js';
import { EventModes } from './event-modes.js';
import { Observations } from './observations.js';
import { Recording } from './recording.js';

export class RecordTrackedEvent {
  constructor(
    readonly eventId: string,
    readonly name: string,
    /** Written in the order in which they stand. */
    readonly properties: TrackedProperties,
    readonly occurredAt: Date,
    readonly distinctId: string,
    /** What an old producer would know of the same occurrence. */
    readonly key: string,
  ) {}
}

/** A fact becomes a record, unless calls tell of it, or a call has told it already. */
@CommandHandler(RecordTrackedEvent)
export class RecordTrackedEventHandler implements ICommandHandler<RecordTrackedEvent, void> {
  constructor(
    private readonly recording: Recording,
    private readonly modes: EventModes,
    private readonly observations: Observations,
  ) {}

  async execute({ key, ...record }: RecordTrackedEvent): Promise<void> {
    if (await this.recording.recordIfPlain(record)) return;
    const { name, occurredAt, eventId } = record;
    const mode = (await this.modes.at(name, occurredAt)) ?? usualMode(true);
    if (mode === 'typed') return this.recording.record(record);
    const { properties } = await this.recording.withoutGone(record);
    const told = { name, side: 'typed', reference: eventId, key, properties, occurredAt } as const;
    const noted = await this.observations.note(told);
    if (mode === 'dual' && noted === 'alone') await this.recording.record(record);
  }
}

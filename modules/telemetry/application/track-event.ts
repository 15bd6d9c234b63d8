import { Clock, Ids } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { usualMode } from '../domain/event-mode.js';
import type { TrackedProperties } from '../domain/tracked-properties.js';
import { EventModes } from './event-modes.js';
import { Observations } from './observations.js';
import { Recording } from './recording.js';

/** What one call may carry. */
export const trackLimits = {
  /** Bytes of the body. */
  bodyBytes: 32_000,
  properties: 60,
  /** Characters of a property's name. */
  nameLength: 64,
  /** Characters of a text. */
  textLength: 2_000,
  /** Values of a list. */
  listLength: 200,
  insertIdLength: 100,
  /** What is longer is cut. */
  distinctIdLength: 200,
} as const;

export class TrackEvent {
  constructor(
    readonly name: string,
    readonly properties: TrackedProperties,
    readonly distinctId: string,
    /** What the fact would know of the same occurrence; null when no fact has this name. */
    readonly key: string | null,
    /** What the producer calls this call; the same again is the same call. */
    readonly insertId: string | undefined,
    /** Undefined: now. */
    readonly occurredAt: Date | undefined,
    /** Who calls. */
    readonly producer: string,
  ) {}
}

/**
 * `recorded`: it is a record now. `matched`: the fact has told it. `superseded`: facts tell of this name, so it was counted only.
 * `repeated`: the same call as before.
 */
export type Tracked = 'recorded' | 'matched' | 'superseded' | 'repeated';

/** What an old producer tells becomes a record, unless facts tell of it, or the fact has told it already. */
@CommandHandler(TrackEvent)
export class TrackEventHandler implements ICommandHandler<TrackEvent, Tracked> {
  constructor(
    private readonly recording: Recording,
    private readonly modes: EventModes,
    private readonly observations: Observations,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute(event: TrackEvent): Promise<Tracked> {
    const { name, properties, distinctId, key, insertId, producer } = event;
    const occurredAt = this.momentOf(event);
    const mode = (await this.modes.at(name, occurredAt)) ?? usualMode(key !== null);
    if (mode === 'typed') {
      await this.observations.countSuperseded(name, producer, occurredAt.toISOString().slice(0, 10));
      return 'superseded';
    }
    const eventId = this.ids.next();
    const record = { eventId, name, properties, occurredAt, distinctId };
    const { properties: told } = await this.recording.withoutGone(record);
    const reference = insertId === undefined ? eventId : `${producer}/${insertId}`;
    const call = { name, side: 'legacy', reference, key, properties: told, occurredAt } as const;
    // What nobody else can tell, and is not told again, is recognised by nobody.
    const isSingle = key === null && insertId === undefined;
    const noted = isSingle ? 'alone' : await this.observations.note(call);
    if (noted === 'known') return 'repeated';
    if (mode === 'dual' && noted === 'partner') return 'matched';
    await this.recording.record(record);
    return 'recorded';
  }

  /** Clocks of producers may be ahead; nothing happens later than now. */
  private momentOf({ occurredAt }: TrackEvent): Date {
    const now = this.clock.now();
    return occurredAt === undefined || occurredAt > now ? now : occurredAt;
  }
}

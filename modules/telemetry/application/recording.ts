import { Injectable } from '@nestjs/common';
import { goneAs, gonePerson, mentionsIn, peopleIn, withoutPerson } from '../domain/people.js';
import type { TrackedProperties } from '../domain/tracked-properties.js';
import { AnalyticsOutbox } from './analytics-outbox.js';
import { ForgottenPeople } from './forgotten-people.js';
import { type NewTrackedEvent, type TrackedEvent, TrackedEvents } from './tracked-events.js';

export interface NewRecord extends Omit<TrackedEvent, 'properties'> {
  readonly properties: TrackedProperties;
}

/** Writes records down, once each, without people who are gone, and promises to forward them. */
@Injectable()
export class Recording {
  constructor(
    private readonly events: TrackedEvents,
    private readonly people: ForgottenPeople,
    private readonly analytics: AnalyticsOutbox,
  ) {}

  /** @returns false when there is more to ask before, and nothing was done */
  async recordIfPlain(record: NewRecord): Promise<boolean> {
    const added = await this.events.addIfPlain(
      written(record),
      peopleIn(record.properties, record.distinctId),
    );
    if (added === true) await this.analytics.add(record.eventId);
    return added !== null;
  }

  async record(record: NewRecord): Promise<void> {
    if (await this.events.add(written(await this.withoutGone(record))))
      await this.analytics.add(record.eventId);
  }

  /** The same without people who are gone. */
  async withoutGone<R extends Pick<NewRecord, 'properties' | 'distinctId'>>(record: R): Promise<R> {
    const gone = await this.people.among(peopleIn(record.properties, record.distinctId));
    return gone.reduce((left, userId) => {
      const isTheirs = left.distinctId === userId;
      const properties = withoutPerson(left.properties, goneAs(userId, [left.properties]), isTheirs);
      return { ...left, properties, distinctId: isTheirs ? gonePerson : left.distinctId };
    }, record);
  }
}

const written = (record: NewRecord): NewTrackedEvent => ({
  ...record,
  mentions: mentionsIn(record.properties, record.distinctId),
  properties: JSON.stringify(record.properties),
});

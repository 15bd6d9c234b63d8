/** What `track(name, properties)` leaves behind. */
export interface TrackedEvent {
  readonly eventId: string;
  readonly name: string;
  /** JSON text. */
  readonly properties: string;
  readonly occurredAt: Date;
  /** The person, or the thing if no person is involved, whose events belong together. */
  readonly distinctId: string;
}

/** Where a page of events ends. */
export interface TrackedEventPlace {
  readonly occurredAt: Date;
  readonly eventId: string;
}

export abstract class TrackedEvents {
  /** The same event a second time changes nothing. */
  abstract add(event: TrackedEvent): Promise<void>;

  /** Newest first, from the one after `after`; all names unless one is given. */
  abstract newest(
    name: string | undefined,
    after: TrackedEventPlace | undefined,
    size: number,
  ): Promise<TrackedEvent[]>;
}

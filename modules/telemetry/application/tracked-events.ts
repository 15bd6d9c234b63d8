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

export interface NewTrackedEvent extends TrackedEvent {
  /** What it is found by when somebody is to be taken out of it. */
  readonly mentions: readonly string[];
}

/** Where a page of events ends. */
export interface TrackedEventPlace {
  readonly occurredAt: Date;
  readonly eventId: string;
}

export abstract class TrackedEvents {
  /**
   * The same event a second time changes nothing.
   * @returns whether it is new
   */
  abstract add(event: NewTrackedEvent): Promise<boolean>;

  /**
   * The same for a fact, unless there is more to ask before: its name has ever been in another mode than the usual one, or it
   * names somebody whose account is gone.
   * @returns null when there is more to ask, and nothing was done
   */
  abstract addIfPlain(event: NewTrackedEvent, people: readonly string[]): Promise<boolean | null>;

  /** Newest first, from the one after `after`; all names unless one is given. */
  abstract newest(
    name: string | undefined,
    after: TrackedEventPlace | undefined,
    size: number,
  ): Promise<TrackedEvent[]>;
}

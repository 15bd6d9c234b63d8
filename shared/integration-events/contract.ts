/** What the pipeline adds to every fact when it is recorded. Never part of a contract's schema. */
export interface EventMetadata {
  readonly eventId: string;
  /** When it happened, ISO 8601 in UTC. */
  readonly occurredAt: string;
  /** Shared by everything that one request set in motion. */
  readonly correlationId: string;
  /** The event id of the fact whose delivery caused this one; absent when a person or a job did. */
  readonly causationId?: string;
  /** The trace that it was created in, 32 hexadecimal digits; absent when nothing was traced. */
  readonly traceId?: string;
  /** The context that published it, as `/contexts/identity`. */
  readonly source: string;
  /** The number behind the `v` of the wire type. */
  readonly version: number;
  /** True when the fact is delivered again by an operator's replay. */
  readonly isReplay: boolean;
}

/** What every instance of a contract has beside its own fields. */
export interface Fact {
  readonly metadata: EventMetadata;
}

/** The fields a publisher fills in: everything but the metadata. */
export type Fields<T> = Omit<T, 'metadata'>;

/** A contract as a value: a constructor that knows its wire type and its ordering key. */
export interface ContractClass<T extends Fact> {
  new (fields: Fields<T>): T;
  readonly type: string;
  readonly key: keyof Fields<T> & string;
}

/** Any contract, for code that treats all of them alike. */
export interface AnyContract {
  new (fields: never): Fact;
  readonly type: string;
  readonly key: string;
}

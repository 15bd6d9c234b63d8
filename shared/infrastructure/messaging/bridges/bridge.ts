import type { Broker } from '../brokers/broker.js';

/** A fact as people outside may see it. */
export interface ToldFact {
  readonly id: string;
  /** The wire type. */
  readonly type: string;
  /** The context that published it, as `/contexts/identity`. */
  readonly source: string;
  /** When it happened, ISO 8601 in UTC. */
  readonly occurredAt: string;
  /** The fields of its contract. Personal ones say `«personal»`. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Of the trace that it was created in. */
  readonly traceparent?: string;
}

/** What the other side has been told and has not done with. */
export interface Undone {
  readonly count: number;
  /** For how long the oldest has been waiting, in milliseconds, that nobody has begun; null when there is none. */
  readonly oldestMs: number | null;
}

/**
 * The way to a system that is not ours and goes on as it always did: it is told every fact, and what becomes of it is its own
 * affair. Facts come at least once, in the order of the log.
 */
export interface Bridge {
  /** As people know the other side. There is one bridge of a name. */
  readonly name: string;
  /** As spans name the other side's system. */
  readonly system: Broker['system'];
  readonly server: Broker['server'];
  /** @throws {BrokerUnfitError} when the other side would lose what it is told */
  connect(): Promise<void>;
  undone(): Promise<Undone>;
  /** Resolves when the other side has every fact where its crash cannot reach it. A fact that it has already changes nothing. */
  tell(facts: readonly ToldFact[]): Promise<void>;
  close(): Promise<void>;
}

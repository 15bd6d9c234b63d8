import type { Difference } from '../domain/parity.js';
import type { TrackedProperties } from '../domain/tracked-properties.js';

/** What one side told of an occurrence, while both were listened to. */
export interface Observation {
  readonly name: string;
  readonly side: 'legacy' | 'typed';
  /** The id of the fact, or what the producer calls its call. */
  readonly reference: string;
  /** What both sides know of the occurrence: the same on both, and different for any other. Null when no fact can tell of it. */
  readonly key: string | null;
  readonly properties: TrackedProperties;
  readonly occurredAt: Date;
}

/** `known`: this side has told it before. `partner`: the other side had told it. `alone`: it has not, so far. */
export type Noted = 'known' | 'partner' | 'alone';

/** How the two sides of a name compare. */
export interface Parity {
  readonly name: string;
  readonly legacy: number;
  readonly typed: number;
  /** Occurrences that both told. */
  readonly matched: number;
  readonly onlyLegacy: number;
  readonly onlyTyped: number;
  readonly differing: readonly {
    readonly property: string;
    readonly count: number;
    readonly examples: readonly Omit<Difference, 'property'>[];
  }[];
}

export abstract class Observations {
  /** Pairs it with the oldest of the other side that has the same key and no partner. Two of one key come one after the other. */
  abstract note(observation: Observation): Promise<Noted>;
  /** A call whose name is told by facts: how many there were is all that is kept. */
  abstract countSuperseded(name: string, producer: string, day: string): Promise<void>;
  /** Calls that were counted and not recorded, by name and producer. */
  abstract superseded(): Promise<{ name: string; producer: string; calls: number; lastDay: string }[]>;
  abstract parity(name: string | undefined): Promise<Parity[]>;
  /** What the two sides told of a name is compared no more. Calls whose fact is still to come stay known. */
  abstract clear(name: string): Promise<void>;
}

import type { FactDecoder } from '../delivery/fact-decoder.js';
import type { OtherDatabase, ReadableLog } from '../elsewhere/other-database.js';
import type { Position } from '../log/position.js';
import type { Subscription } from '../subscriptions/subscription.js';
import type { Signal } from '../signal.js';
import type { FactSource } from '../transports/transport.js';

/** A log that subscriptions read, in this database or in another. */
export interface LogSource {
  readonly reader: ReadableLog;
  readonly facts: LaneFacts;
  readonly decoder: FactDecoder;
  /** Of a log in another database only. */
  readonly elsewhere?: Elsewhere;
}

/** Where the lanes of a log get its facts from. */
export interface LaneFacts {
  of(lane: Pick<Lane, 'subscription' | 'log'>): FactSource;
  /** A read that is under way may have begun before the newest facts came. */
  grew(): void;
  /** What was read so far may have been lost in a crash of the server. */
  forget(): void;
}

export interface Elsewhere extends Pick<OtherDatabase, 'name' | 'readers'> {
  /** Raised when the log may have grown. */
  readonly grew: Signal;
}

/** One bucket of a subscription on one log. It has a cursor, and one worker at a time that holds its lease. */
export interface Lane {
  readonly subscription: Subscription;
  readonly source: LogSource;
  readonly log: string;
  readonly bucket: number;
  /** A shadow's lane ends here. */
  readonly until?: Position;
}

/** Which lane, among all of its database. */
export interface LaneIdentity {
  /** Of the subscription. */
  readonly name: string;
  readonly log: string;
  readonly bucket: number;
}

export function laneKey({ name, log, bucket }: LaneIdentity): string {
  return `${name} ${log} ${bucket}`;
}

export function identityOf({ subscription, log, bucket }: Lane): LaneIdentity {
  return { name: subscription.name, log, bucket };
}

/** A line for people. */
export function laneName({ subscription, bucket }: Pick<Lane, 'subscription' | 'bucket'>): string {
  return subscription.buckets === 1 ? subscription.name : `${subscription.name} [${bucket}]`;
}

import type { Pools } from '@boardwalk/persistence';
import type { Clock } from '@boardwalk/domain';
import type { Destinations } from '../brokers/destinations.js';
import type { Awaited, Lag } from '../log/lag.js';
import type { Position } from '../log/position.js';
import type { SharedLog } from '../log/shared-log.js';
import type { SealedKeys } from '../personal/sealed-keys.js';
import type { Readers } from '../retention/readers.js';

/**
 * A database whose log is read here although this process keeps its own rows in another: all that anybody here needs of it.
 * Whatever fails because it cannot be reached fails with what `isDatabaseAway` knows, or with a `LogAwayError`.
 */
export interface OtherDatabase {
  /** For people: without user and password. */
  readonly name: string;
  readonly reader: ReadableLog;
  /** Who there must be told how far this database has come. */
  readonly readers: Pick<Readers, 'report' | 'awaitTick'>;
  /** Asked for with every fact that has personal fields, so that what is erased there is not read here. */
  readonly keys: SealedKeys;
  /** @param transport the broker's name */
  destinations(transport: string): LandingPlaces;
  /** @param grew to be called when the log may have grown, and whenever it was not known for a while whether it had */
  news(grew: () => void): Listening;
}

/** A log as lanes read it. */
export interface ReadableLog extends Pick<SharedLog, 'logId' | 'read' | 'grew' | 'forget'> {
  /** Where it ends: the newest tick, and the highest position in it. */
  head(): Promise<Position>;
  /** How much lies behind each of these places. */
  lags(awaited: readonly Awaited[]): Promise<readonly Lag[]>;
}

/** Where those say how far they have come who get facts over a broker. */
export type LandingPlaces = Pick<Destinations, 'channelOf' | 'ordinalOf' | 'report'>;

/** Listens for news of a log. What goes unheard costs a moment: lanes also look by themselves. */
export interface Listening {
  /** Tries until it is connected, and keeps nobody waiting for it. */
  startSoon(): void;
  stop(): Promise<void>;
}

/** Opens another database, when this process is put together. */
export type OpenDatabase = (tools: { readonly pools: Pools; readonly clock: Clock }) => OtherDatabase;

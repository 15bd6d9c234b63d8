import type { MessagingSystem } from '@boardwalk/observability';
import type { BrokerRoutes } from '../brokers/broker.js';
import type { OtherDatabase } from '../elsewhere/other-database.js';
import type { LogRow } from '../log/log-row.js';
import type { Position } from '../log/position.js';

/** Where workers get facts from, in log order. */
export interface FactSource {
  /** Rows after a position. A row that lies at or before it may come again; none may be missing. */
  read(after: Position): Promise<readonly LogRow[]>;
}

/** What a transport can do, as data. Who needs what it cannot do stops the start. */
export interface TransportFeatures {
  /** Carries news between processes, and not only inside one. */
  readonly crossProcess: boolean;
}

/** A log that lies in another database than the process's own. */
export interface LogElsewhere {
  readonly database: Pick<OtherDatabase, 'news'>;
  /** To be called when its log has grown. */
  readonly grew: () => void;
}

/**
 * What carries the news of facts between roles. Transports carry, Postgres decides: order, retries and dead letters are
 * the same whichever is chosen.
 */
export interface Transport {
  readonly name: string;
  /** As spans name it. */
  readonly system: MessagingSystem;
  readonly features: TransportFeatures;
  /** What facts travel through, where they do not stay in the database. */
  readonly brokers?: BrokerRoutes;
  /** What brings a context its facts, if that is not this transport itself. */
  carrierOf?(context: string): Pick<Transport, 'system' | 'server'>;
  /** The server that facts are read from, as spans name it; absent where they stay in the process. */
  readonly server?: { readonly address: string; readonly port: number };
  /**
   * What workers read: the log itself, or what the transport makes of it. Asked once for each log, and for each inbox in which
   * facts of a log land.
   * @param elsewhere where the log lies, if not in the database that the transport belongs to
   */
  source(log: FactSource, elsewhere?: LogElsewhere): FactSource;
  /** Tells the relays that so many facts were written. Never fails and never waits. */
  factsWritten(count: number): void;
  /** Tells every worker that the log of the own database has grown. Never fails and never waits. */
  logGrew(): void;
  /** The count is a hint: what comes from afar may count as one. */
  onFactsWritten(listener: (count: number) => void): void;
  onLogGrew(listener: () => void): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

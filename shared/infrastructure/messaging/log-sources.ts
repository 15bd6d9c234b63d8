import type { Clock } from '@boardwalk/domain';
import type { Pools } from '@boardwalk/persistence';
import type { Pool } from 'pg';
import { LandedFacts } from './brokers/landed-facts.js';
import { FactDecoder } from './delivery/fact-decoder.js';
import type { LaneFacts, LogSource } from './lanes/lane.js';
import { PersonalFields } from './personal/personal-fields.js';
import { SubjectKeys } from './personal/subject-keys.js';
import { Readers } from './retention/readers.js';
import { Signal } from './signal.js';
import type { OtherDatabase, Transport } from './transports/transport.js';
import { FactsOfLog } from './log/facts-of-log.js';
import { LogReader } from './log/log-reader.js';

/** Reading is shared by all subscriptions of the process. */
const readingConnections = 2;

/** A database elsewhere that has not answered by now, in milliseconds, is away. */
const foreignPatienceMs = 10_000;

export interface LogSourcesSettings {
  readonly reader: LogReader;
  readonly decoder: FactDecoder;
  readonly pools: Pools;
  readonly clock: Clock;
  readonly secret: string;
  readonly transport: Transport;
  /** Addresses of further databases whose logs are read here. */
  readonly otherLogs: readonly string[];
}

/** A log with the database that it lies in. */
export interface PlacedLog {
  readonly source: LogSource;
  readonly pool: Pool;
}

/** Every log that this process reads. */
export class LogSources {
  readonly own: PlacedLog;
  readonly others: readonly PlacedLog[];

  constructor(private readonly settings: LogSourcesSettings) {
    const { reader, decoder, pools, otherLogs } = settings;
    this.own = { pool: pools.main, source: { reader, decoder, facts: this.factsOf(reader) } };
    this.others = otherLogs.map((url) => this.other(url));
  }

  get all(): readonly PlacedLog[] {
    return [this.own, ...this.others];
  }

  private other(url: string): PlacedLog {
    const { pools, clock, secret } = this.settings;
    const pool = pools.another({ url, size: readingConnections, patienceMs: foreignPatienceMs });
    const reader = new LogReader(pool);
    const grew = new Signal();
    const source = {
      reader,
      facts: this.factsOf(reader, { url, grew: () => grew.raise() }),
      decoder: new FactDecoder(new PersonalFields(new SubjectKeys(secret, clock, pool))),
      elsewhere: { name: databaseOf(url), grew, readers: new Readers(pool, clock) },
    };
    return { pool, source };
  }

  private factsOf(reader: LogReader, elsewhere?: OtherDatabase): LaneFacts {
    const { transport, pools } = this.settings;
    const { brokers } = transport;
    const source = transport.source(reader, elsewhere);
    if (brokers === undefined) return new FactsOfLog(reader, source);
    return new LandedFacts(pools.main, reader, source, brokers, (inbox) => transport.source(inbox));
  }
}

/** `db.example:5432/boardwalk`, without what may be secret. */
function databaseOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${decodeURIComponent(pathname)}`;
}

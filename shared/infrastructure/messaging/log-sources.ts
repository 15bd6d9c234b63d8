import type { Clock } from '@boardwalk/domain';
import type { Pools } from '@boardwalk/persistence';
import type { Pool } from 'pg';
import { Destinations } from './brokers/destinations.js';
import type { LandedLog } from './brokers/landings.js';
import { LandedFacts } from './brokers/landed-facts.js';
import { FactDecoder } from './delivery/fact-decoder.js';
import type { OpenDatabase, ReadableLog } from './elsewhere/other-database.js';
import type { LaneFacts } from './lanes/lane.js';
import { FactsOfLog } from './log/facts-of-log.js';
import type { LogReader } from './log/log-reader.js';
import { PersonalFields } from './personal/personal-fields.js';
import { SubjectKeys } from './personal/subject-keys.js';
import { Signal } from './signal.js';
import type { LogElsewhere, Transport } from './transports/transport.js';

export interface LogSourcesSettings {
  readonly reader: LogReader;
  readonly decoder: FactDecoder;
  readonly pools: Pools;
  readonly clock: Clock;
  readonly secret: string;
  readonly transport: Transport;
  /** Further databases whose logs are read here. */
  readonly otherLogs: readonly OpenDatabase[];
}

/** Every log that this process reads. */
export class LogSources {
  /** With the database of this process. */
  readonly own: LandedLog & { readonly pool: Pool };
  readonly others: readonly LandedLog[];

  constructor(private readonly settings: LogSourcesSettings) {
    const { reader, decoder, pools, otherLogs } = settings;
    this.own = {
      pool: pools.main,
      source: { reader, decoder, facts: this.factsOf(reader) },
      destinations: (transport) => new Destinations(pools.main, transport),
    };
    this.others = otherLogs.map((open) => this.other(open));
  }

  get all(): readonly LandedLog[] {
    return [this.own, ...this.others];
  }

  private other(open: OpenDatabase): LandedLog {
    const { clock, secret } = this.settings;
    const database = open(this.settings);
    const { name, reader, readers, keys } = database;
    const grew = new Signal();
    const source = {
      reader,
      facts: this.factsOf(reader, { database, grew: () => grew.raise() }),
      decoder: new FactDecoder(new PersonalFields(new SubjectKeys(secret, clock, keys))),
      elsewhere: { name, grew, readers },
    };
    return { source, destinations: (transport) => database.destinations(transport) };
  }

  private factsOf(reader: ReadableLog, elsewhere?: LogElsewhere): LaneFacts {
    const { transport, pools } = this.settings;
    const { brokers } = transport;
    const source = transport.source(reader, elsewhere);
    if (brokers === undefined) return new FactsOfLog(reader, source);
    return new LandedFacts(pools.main, reader, source, brokers, (inbox) => transport.source(inbox));
  }
}

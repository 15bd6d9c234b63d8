import type { Pool } from 'pg';
import type { LaneFacts } from '../lanes/lane.js';
import type { ReadableLog } from '../elsewhere/other-database.js';
import type { Position } from '../log/position.js';
import { SharedReads } from '../log/shared-reads.js';
import type { FactSource } from '../transports/transport.js';
import type { BrokerRoutes } from './broker.js';
import { Inbox } from './inbox.js';

/**
 * Lanes read what has landed for their context. Those that stand before the first of it read the log itself until they have
 * caught up: new ones, shadows, and all of a context that gets its facts over a broker from now on. Places are the same in both.
 */
export class LandedFacts implements LaneFacts {
  private readonly inboxes = new Map<string, { readonly reads: SharedReads; readonly source: FactSource }>();

  /**
   * @param source the log, through whatever the transport makes of it
   * @param through what the transport makes of an inbox
   */
  constructor(
    private readonly pool: Pool,
    private readonly reader: ReadableLog,
    private readonly source: FactSource,
    private readonly brokers: BrokerRoutes,
    private readonly through: (inbox: FactSource) => FactSource,
  ) {}

  of({ subscription, log }: Parameters<LaneFacts['of']>[0]): FactSource {
    if (subscription.isShadow || this.brokers.of(subscription.context).length === 0) return this.source;
    const known = this.inboxes.get(subscription.context);
    if (known !== undefined) return known.source;
    const inbox = new Inbox(this.pool, log, subscription.context);
    const reads = new SharedReads(
      async (after: Position) => (await inbox.read(after)) ?? this.reader.read(after),
    );
    const source = this.through(reads);
    this.inboxes.set(subscription.context, { reads, source });
    return source;
  }

  grew(): void {
    this.reader.grew();
    for (const { reads } of this.inboxes.values()) reads.grew();
  }

  forget(): void {
    this.reader.forget();
    for (const { reads } of this.inboxes.values()) reads.forget();
  }
}

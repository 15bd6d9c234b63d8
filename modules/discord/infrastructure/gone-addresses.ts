import { Database } from '@boardwalk/persistence';
import { Injectable, Logger } from '@nestjs/common';
import type { DiscordTables } from './tables.js';

/** Webhooks and bots of the configuration that Discord does not know any more. Only another configuration helps. */
@Injectable()
export class GoneAddresses {
  private readonly logger = new Logger('Discord');

  constructor(private readonly database: Database<DiscordTables>) {}

  /** Null for one that may be called. */
  async reason(fingerprint: string): Promise<string | null> {
    const row = await this.database.query
      .selectFrom('gone_addresses')
      .select('disabled_because')
      .where('fingerprint', '=', fingerprint)
      .executeTakeFirst();
    return row?.disabled_because ?? null;
  }

  async add(fingerprint: string, because: string): Promise<void> {
    this.logger.error(because);
    await this.database.query
      .insertInto('gone_addresses')
      .values({ fingerprint, disabled_because: because })
      .onConflict((conflict) => conflict.column('fingerprint').doNothing())
      .execute();
  }
}

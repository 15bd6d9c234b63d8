import { DomainEvents } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Pull, PulledVersion } from '../domain/pull.js';
import { PullLedger } from '../domain/pull-ledger.js';
import type { ExtensionsTables } from './tables.js';

/** The primary key decides: of many that come at once, one is entered, and only that one counts and is told of. */
@Injectable()
export class PostgresPullLedger extends PullLedger {
  constructor(
    private readonly database: Database<ExtensionsTables>,
    private readonly domainEvents: DomainEvents,
  ) {
    super();
  }

  async find(extensionName: string, version: string, userId: string | null): Promise<PulledVersion | null> {
    const row = await this.database.query
      .selectFrom('extensions as e')
      .innerJoin('versions as v', 'v.extension_id', 'e.id')
      .leftJoin('memberships as m', (join) =>
        join.onRef('m.collective_id', '=', 'e.collective_id').on('m.user_id', '=', userId),
      )
      .select(['e.id', 'e.visibility', 'e.author_user_id', 'v.user_id', 'v.username', 'm.role'])
      .where('e.name', '=', extensionName)
      .where('v.version', '=', version)
      .executeTakeFirst();
    if (row === undefined) return null;
    const { user_id: authorId, username } = row;
    return {
      extensionId: row.id,
      extensionName,
      version,
      visibility: row.visibility,
      author: authorId === null || username === null ? null : { userId: authorId, username },
      extensionAuthorUserId: row.author_user_id,
      isOfMembers: row.role !== null,
    };
  }

  async enter(pull: Pull): Promise<void> {
    const { day, puller, pulled } = pull;
    const { extensionId, version } = pulled;
    const { numInsertedOrUpdatedRows } = await this.database.query
      .insertInto('pulls')
      .values({ extension_id: extensionId, version, day, puller: puller.mark })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows !== 1n) return;
    const oneMore = sql<never>`pulls + 1`;
    await this.database.query
      .updateTable('extensions')
      .set({ pulls: oneMore })
      .where('id', '=', extensionId)
      .execute();
    await this.database.query
      .updateTable('versions')
      .set({ pulls: oneMore })
      .where('extension_id', '=', extensionId)
      .where('version', '=', version)
      .execute();
    pull.advance();
    await this.domainEvents.dispatchEventsForAggregate(pull);
  }
}

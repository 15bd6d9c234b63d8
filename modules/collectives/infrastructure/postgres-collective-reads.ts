import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import {
  type CollectiveDetails,
  CollectiveReads,
  type CollectiveSummary,
} from '../application/collective-reads.js';
import type { CollectivesTables } from './tables.js';

@Injectable()
export class PostgresCollectiveReads extends CollectiveReads {
  constructor(private readonly database: Database<CollectivesTables>) {
    super();
  }

  list(after: string | undefined, size: number): Promise<CollectiveSummary[]> {
    const summaries = this.summaries().orderBy('slug').limit(size);
    return (after === undefined ? summaries : summaries.where('slug', '>', after)).execute();
  }

  protected async withSlug(slug: string, viewerUserId: string | null): Promise<CollectiveDetails | null> {
    const summary = await this.summaries().where('slug', '=', slug).executeTakeFirst();
    if (summary === undefined) return null;
    const members = await this.membersAsSeenBy(summary.collectiveId, viewerUserId);
    return { ...summary, members };
  }

  private summaries() {
    return this.database.query.selectFrom('collectives').select((eb) => [
      'id as collectiveId',
      'slug',
      'name',
      sql<boolean>`origin = 'sign-up'`.as('personal'),
      'founded_at as foundedAt',
      eb
        .selectFrom('members')
        .whereRef('members.collective_id', '=', 'collectives.id')
        .select((member) => member.fn.countAll<number>().as('count'))
        .$asScalar()
        .$notNull()
        .as('memberCount'),
    ]);
  }

  /** No row is read for a stranger, and no collective is without a member. */
  private async membersAsSeenBy(
    collectiveId: string,
    viewerUserId: string | null,
  ): Promise<CollectiveDetails['members']> {
    if (viewerUserId === null) return null;
    const members = await this.database.query
      .selectFrom('members')
      .select(['username', 'role', 'joined_at as joinedAt'])
      .where('collective_id', '=', collectiveId)
      .where((eb) =>
        eb.exists(
          eb
            .selectFrom('members as viewer')
            .where('viewer.collective_id', '=', collectiveId)
            .where('viewer.user_id', '=', viewerUserId)
            .select('viewer.user_id'),
        ),
      )
      .orderBy('joined_at')
      .orderBy('username')
      .execute();
    return members.length === 0 ? null : members;
  }
}

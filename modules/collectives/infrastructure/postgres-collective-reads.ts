import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type ExpressionBuilder, sql } from 'kysely';
import {
  type CollectiveDetails,
  CollectiveReads,
  type CollectiveSummary,
  type Membership,
  type OwnCollective,
  type Viewer,
} from '../application/collective-reads.js';
import type { CollectivesTables } from './tables.js';

@Injectable()
export class PostgresCollectiveReads extends CollectiveReads {
  constructor(private readonly database: Database<CollectivesTables>) {
    super();
  }

  list(after: string | undefined, size: number): Promise<CollectiveSummary[]> {
    const summaries = this.summaries(null).orderBy('slug').limit(size);
    return (after === undefined ? summaries : summaries.where('slug', '>', after)).execute();
  }

  ofMember(userId: string, after: string | undefined, size: number): Promise<OwnCollective[]> {
    return this.database.query
      .selectFrom('members')
      .innerJoin('collectives', 'collectives.id', 'members.collective_id')
      .select([
        'collectives.id as collectiveId',
        'collectives.slug',
        'collectives.name',
        sql<boolean>`origin = 'sign-up'`.as('personal'),
        'members.role',
        'members.joined_at as joinedAt',
      ])
      .where('members.user_id', '=', userId)
      .$if(after !== undefined, (rows) => rows.where('collectives.slug', '>', after ?? ''))
      .orderBy('collectives.slug')
      .limit(size)
      .execute();
  }

  protected async withSlug(slug: string, viewer: Viewer): Promise<CollectiveDetails | null> {
    const summary = await this.summaries(viewer).where('slug', '=', slug).executeTakeFirst();
    if (summary === undefined) return null;
    const members = await this.membersAsSeenBy(summary.collectiveId, viewer);
    return { ...summary, members };
  }

  protected async slugNow(oldSlug: string, viewer: Viewer): Promise<string | null> {
    const row = await this.database.query
      .selectFrom('slugs')
      .innerJoin('collectives', 'collectives.id', 'slugs.collective_id')
      .where('slugs.slug', '=', oldSlug)
      .where(existsFor(viewer))
      .select('collectives.slug')
      .executeTakeFirst();
    return row?.slug ?? null;
  }

  protected async membership(slug: string, userId: string): Promise<Membership | null> {
    const row = await this.database.query
      .selectFrom('collectives')
      .innerJoin('members', 'members.collective_id', 'collectives.id')
      .where('collectives.slug', '=', slug)
      .where('members.user_id', '=', userId)
      .select(['collectives.id as collectiveId', 'members.role'])
      .executeTakeFirst();
    return row ?? null;
  }

  private summaries(viewer: Viewer) {
    const collectives = this.database.query.selectFrom('collectives').where(existsFor(viewer));
    return collectives.select((eb) => [
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
  private async membersAsSeenBy(collectiveId: string, viewer: Viewer): Promise<CollectiveDetails['members']> {
    if (viewer === null) return null;
    const members = await this.database.query
      .selectFrom('members')
      .select(['username', 'role', 'joined_at as joinedAt'])
      .where('collective_id', '=', collectiveId)
      .where((eb) =>
        'collectiveId' in viewer
          ? eb('collective_id', '=', viewer.collectiveId)
          : eb.exists(
              eb
                .selectFrom('members as viewer')
                .where('viewer.collective_id', '=', collectiveId)
                .where('viewer.user_id', '=', viewer.userId)
                .select('viewer.user_id'),
            ),
      )
      .orderBy('joined_at')
      .orderBy('username')
      .execute();
    return members.length === 0 ? null : members;
  }
}

/** Decided in the statement itself, for every way of looking. */
function existsFor(viewer: Viewer) {
  return (eb: ExpressionBuilder<CollectivesTables, 'collectives'>) => {
    const hidden = eb
      .selectFrom('people')
      .whereRef('people.user_id', '=', 'collectives.founder_user_id')
      .where((person) => person.or([person('is_public', '=', false), person('suspended', '=', true)]))
      .select('people.user_id');
    const open = eb.or([eb('collectives.origin', '!=', 'sign-up'), eb.not(eb.exists(hidden))]);
    if (viewer === null) return open;
    const own =
      'userId' in viewer
        ? eb('collectives.founder_user_id', '=', viewer.userId)
        : eb('collectives.id', '=', viewer.collectiveId);
    return eb.or([open, own]);
  };
}

import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { type Claimer, Slugs } from '../domain/slugs.js';
import type { CollectivesTables } from './tables.js';

@Injectable()
export class PostgresSlugs extends Slugs {
  constructor(private readonly database: Database<CollectivesTables>) {
    super();
  }

  /** The insert waits for a transaction that is about to take the same slug, and takes it if that one rolls back. */
  async claim(slug: string, collectiveId: string, by?: Claimer): Promise<boolean> {
    const { query } = this.database;
    const claimed = await query
      .insertInto('slugs')
      .values({
        slug,
        collective_id: collectiveId,
        claimed_by_user_id: by?.userId ?? null,
        claimed_at: by?.at ?? null,
      })
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .executeTakeFirst();
    if (claimed.numInsertedOrUpdatedRows === 1n) return true;
    const known = await query
      .selectFrom('slugs')
      .where('slug', '=', slug)
      .where('collective_id', '=', collectiveId)
      .select('slug')
      .executeTakeFirst();
    return known !== undefined;
  }

  async forgetClaimer(userId: string): Promise<void> {
    const { query } = this.database;
    await query
      .updateTable('slugs')
      .set({ claimed_by_user_id: null, claimed_at: null })
      .where('claimed_by_user_id', '=', userId)
      .execute();
    await query.deleteFrom('claimers').where('user_id', '=', userId).execute();
  }

  async countChosenBy(userId: string, since: Date): Promise<number> {
    const { query } = this.database;
    // A lock alone would not do: a snapshot that is older than it does not show what was chosen meanwhile.
    await query
      .insertInto('claimers')
      .values({ user_id: userId })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ user_id: userId }))
      .execute();
    const { count } = await query
      .selectFrom('slugs')
      .where('claimed_by_user_id', '=', userId)
      .where('claimed_at', '>', since)
      .select(sql<number>`count(*)::integer`.as('count'))
      .executeTakeFirstOrThrow();
    return count;
  }
}

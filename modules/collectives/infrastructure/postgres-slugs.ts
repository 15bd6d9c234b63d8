import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Slugs } from '../domain/slugs.js';
import type { CollectivesTables } from './tables.js';

@Injectable()
export class PostgresSlugs extends Slugs {
  constructor(private readonly database: Database<CollectivesTables>) {
    super();
  }

  /** The insert waits for a transaction that is about to take the same slug, and takes it if that one rolls back. */
  async claim(slug: string, collectiveId: string): Promise<boolean> {
    const { query } = this.database;
    const claimed = await query
      .insertInto('slugs')
      .values({ slug, collective_id: collectiveId })
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
}

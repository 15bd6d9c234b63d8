import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Attribution } from '../application/attribution.js';
import type { ExtensionsTables } from './tables.js';

@Injectable()
export class PostgresAttribution extends Attribution {
  constructor(private readonly database: Database<ExtensionsTables>) {
    super();
  }

  // Publications first, as a confirmation takes them: the other way round the two would wait for each other.
  async renameAuthor(userId: string, username: string): Promise<void> {
    const { query } = this.database;
    await query.updateTable('publications').set({ username }).where('user_id', '=', userId).execute();
    await query.updateTable('versions').set({ username }).where('user_id', '=', userId).execute();
  }

  async forgetAuthor(userId: string): Promise<readonly string[]> {
    const { query } = this.database;
    const publications = await query
      .deleteFrom('publications')
      .where('user_id', '=', userId)
      .returning(['id', 'confirmed_at'])
      .execute();
    // Counted they stay: the totals stand beside extensions and versions.
    await query.deleteFrom('pulls').where('puller', '=', `user:${userId}`).execute();
    const author = { author_user_id: null };
    await query.updateTable('extensions').set(author).where('author_user_id', '=', userId).execute();
    const yanker = { yanked_by: null };
    await query.updateTable('extensions').set(yanker).where('yanked_by', '=', userId).execute();
    const publisher = { user_id: null, username: null };
    await query.updateTable('versions').set(publisher).where('user_id', '=', userId).execute();
    await query.updateTable('versions').set(yanker).where('yanked_by', '=', userId).execute();
    return publications.filter(({ confirmed_at: at }) => at === null).map(({ id }) => id);
  }
}

import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Attribution } from '../application/attribution.js';
import type { ExtensionsTables } from './tables.js';

@Injectable()
export class PostgresAttribution extends Attribution {
  constructor(private readonly database: Database<ExtensionsTables>) {
    super();
  }

  async renameAuthor(userId: string, username: string): Promise<void> {
    const { query } = this.database;
    await query.updateTable('versions').set({ username }).where('user_id', '=', userId).execute();
    await query.updateTable('publications').set({ username }).where('user_id', '=', userId).execute();
  }

  async forgetAuthor(userId: string): Promise<readonly string[]> {
    const { query } = this.database;
    const nobody = { user_id: null, username: null };
    await query.updateTable('versions').set(nobody).where('user_id', '=', userId).execute();
    await query.updateTable('versions').set({ yanked_by: null }).where('yanked_by', '=', userId).execute();
    await query
      .updateTable('extensions')
      .set({ author_user_id: null })
      .where('author_user_id', '=', userId)
      .execute();
    await query.updateTable('extensions').set({ yanked_by: null }).where('yanked_by', '=', userId).execute();
    // Counted they stay: the totals stand beside the versions.
    await query.deleteFrom('pulls').where('puller', '=', `user:${userId}`).execute();
    const publications = await query
      .deleteFrom('publications')
      .where('user_id', '=', userId)
      .returning(['id', 'confirmed_at'])
      .execute();
    return publications.filter(({ confirmed_at: at }) => at === null).map(({ id }) => id);
  }

  async renameHome(collectiveId: string, slug: string): Promise<void> {
    await this.database.query
      .updateTable('extensions')
      .set({ collective_slug: slug })
      .where('collective_id', '=', collectiveId)
      .execute();
  }
}

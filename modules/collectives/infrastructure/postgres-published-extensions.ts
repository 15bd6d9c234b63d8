import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { PublishedExtensions } from '../application/published-extensions.js';
import type { CollectivesTables } from './tables.js';

@Injectable()
export class PostgresPublishedExtensions extends PublishedExtensions {
  constructor(private readonly database: Database<CollectivesTables>) {
    super();
  }

  /** Slugs never change hands, so that an old one still says whose the extension is. */
  async record(extensionName: string, slug: string, isPublic: boolean): Promise<void> {
    await this.database.query
      .insertInto('published_extensions')
      .columns(['name', 'collective_id', 'is_public'])
      .expression((eb) =>
        eb
          .selectFrom('slugs')
          .where('slug', '=', slug)
          .select([eb.val(extensionName).as('name'), 'collective_id', eb.val(isPublic).as('is_public')]),
      )
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ is_public: isPublic }))
      .execute();
  }

  async setPublic(extensionName: string, isPublic: boolean): Promise<void> {
    await this.database.query
      .updateTable('published_extensions')
      .set({ is_public: isPublic })
      .where('name', '=', extensionName)
      .execute();
  }

  async setTakenDown(extensionName: string, takenDown: boolean): Promise<void> {
    await this.database.query
      .updateTable('published_extensions')
      .set({ taken_down: takenDown })
      .where('name', '=', extensionName)
      .execute();
  }

  async publicOf(collectiveId: string, most: number): Promise<string[]> {
    const rows = await this.database.query
      .selectFrom('published_extensions')
      .select('name')
      .where('collective_id', '=', collectiveId)
      .where('is_public', '=', true)
      .where('taken_down', '=', false)
      .orderBy('name')
      .limit(most)
      .execute();
    return rows.map(({ name }) => name);
  }
}

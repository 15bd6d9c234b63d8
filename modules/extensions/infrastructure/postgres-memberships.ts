import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Memberships } from '../application/memberships.js';
import type { Home } from '../domain/extension.js';
import type { Publisher } from '../domain/release.js';
import type { ExtensionsTables } from './tables.js';

@Injectable()
export class PostgresMemberships extends Memberships {
  constructor(private readonly database: Database<ExtensionsTables>) {
    super();
  }

  async addPerson({ userId, username }: Publisher): Promise<void> {
    await this.database.query
      .insertInto('people')
      .values({ user_id: userId, username })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ username }))
      .execute();
  }

  async addCollective({ collectiveId, slug, personal }: Home): Promise<void> {
    await this.database.query
      .insertInto('collectives')
      .values({ collective_id: collectiveId, slug, personal })
      .onConflict((conflict) => conflict.column('collective_id').doUpdateSet({ slug, personal }))
      .execute();
  }

  async join(collectiveId: string, userId: string): Promise<void> {
    await this.database.query
      .insertInto('memberships')
      .values({ collective_id: collectiveId, user_id: userId })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async leave(collectiveId: string, userId: string): Promise<void> {
    await this.database.query
      .deleteFrom('memberships')
      .where('collective_id', '=', collectiveId)
      .where('user_id', '=', userId)
      .execute();
  }

  async homeOf(userId: string, slug: string): Promise<Home | null> {
    const row = await this.database.query
      .selectFrom('collectives')
      .innerJoin('memberships', 'memberships.collective_id', 'collectives.collective_id')
      .select(['collectives.collective_id', 'slug', 'personal'])
      .where('slug', '=', slug)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row === undefined ? null : homeOf(row);
  }

  async people(usernames: readonly string[]): Promise<ReadonlyMap<string, Publisher>> {
    const rows = await this.database.query
      .selectFrom('people')
      .selectAll()
      .where('username', '=', sql<string>`ANY(${usernames}::text[])`)
      .execute();
    return new Map(rows.map((row) => [row.username, { userId: row.user_id, username: row.username }]));
  }

  async collectives(slugs: readonly string[]): Promise<ReadonlyMap<string, Home>> {
    const rows = await this.database.query
      .selectFrom('collectives')
      .selectAll()
      .where('slug', '=', sql<string>`ANY(${slugs}::text[])`)
      .execute();
    return new Map(rows.map((row) => [row.slug, homeOf(row)]));
  }
}

function homeOf(row: { collective_id: string; slug: string; personal: boolean }): Home {
  return { collectiveId: row.collective_id, slug: row.slug, personal: row.personal };
}

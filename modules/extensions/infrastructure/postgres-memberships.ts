import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Memberships } from '../application/memberships.js';
import type { Role } from '../domain/editor.js';
import type { Home } from '../domain/extension-state.js';
import type { Publisher } from '../domain/release.js';
import type { ExtensionsTables } from './tables.js';

@Injectable()
export class PostgresMemberships extends Memberships {
  constructor(private readonly database: Database<ExtensionsTables>) {
    super();
  }

  async addPerson({ userId, username }: Publisher, isPublic = true): Promise<void> {
    await this.database.query
      .insertInto('people')
      .values({ user_id: userId, username, is_public: isPublic })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ username }))
      .execute();
  }

  async setPublic(userId: string, isPublic: boolean): Promise<void> {
    await this.changePerson(userId, { is_public: isPublic });
  }

  async setSuspended(userId: string, suspended: boolean): Promise<void> {
    await this.changePerson(userId, { suspended });
  }

  async hold(userId: string): Promise<boolean> {
    const { query } = this.database;
    const known = await query
      .selectFrom('people')
      .select('user_id')
      .where('user_id', '=', userId)
      .forKeyShare()
      .executeTakeFirst();
    if (known !== undefined) return true;
    // There is no row to hold: whoever has just signed up may have none yet, and whoever is gone has none either.
    await sql`SELECT pg_advisory_xact_lock_shared(${turnOf(userId)})`.execute(query);
    const gone = await query
      .selectFrom('departed')
      .select('person')
      .where('person', '=', hashOf(userId))
      .executeTakeFirst();
    return gone === undefined;
  }

  async removePerson(userId: string): Promise<void> {
    const { query } = this.database;
    // The person first: what was begun while they were held is there afterwards.
    await sql`SELECT pg_advisory_xact_lock(${turnOf(userId)})`.execute(query);
    await query
      .insertInto('departed')
      .values({ person: hashOf(userId) })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await query.deleteFrom('people').where('user_id', '=', userId).execute();
    await query.deleteFrom('memberships').where('user_id', '=', userId).execute();
  }

  async addCollective({ collectiveId, slug, personal }: Home): Promise<void> {
    await this.database.query
      .insertInto('collectives')
      .values({ collective_id: collectiveId, slug, personal })
      .onConflict((conflict) => conflict.column('collective_id').doUpdateSet({ slug, personal }))
      .execute();
  }

  async renameCollective(collectiveId: string, formerSlug: string, slug: string): Promise<void> {
    if (slug === formerSlug) return;
    await this.database.query
      .updateTable('collectives')
      .set({ slug })
      .where('collective_id', '=', collectiveId)
      .execute();
    await this.database.query
      .insertInto('former_slugs')
      .values({ slug: formerSlug, collective_id: collectiveId })
      .onConflict((conflict) => conflict.column('slug').doUpdateSet({ collective_id: collectiveId }))
      .execute();
    await this.database.query.deleteFrom('former_slugs').where('slug', '=', slug).execute();
  }

  async dissolveCollective(collectiveId: string): Promise<void> {
    await this.database.query
      .updateTable('collectives')
      .set({ dissolved: true })
      .where('collective_id', '=', collectiveId)
      .execute();
    await this.database.query.deleteFrom('memberships').where('collective_id', '=', collectiveId).execute();
  }

  async join(collectiveId: string, userId: string, role: Role): Promise<void> {
    await this.database.query
      .insertInto('memberships')
      .values({ collective_id: collectiveId, user_id: userId, role })
      .onConflict((conflict) => conflict.columns(['collective_id', 'user_id']).doUpdateSet({ role }))
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
    const row = await this.bySlug([slug])
      .innerJoin('memberships', 'memberships.collective_id', 'collectives.collective_id')
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row === undefined ? null : homeOf(row);
  }

  async roleAround(extensionName: string, userId: string): Promise<Role | null> {
    const row = await this.database.query
      .selectFrom('extensions')
      .innerJoin('memberships', 'memberships.collective_id', 'extensions.collective_id')
      .select('role')
      .where('name', '=', extensionName)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row?.role ?? null;
  }

  async people(usernames: readonly string[]): Promise<ReadonlyMap<string, Publisher>> {
    const rows = await this.database.query
      .selectFrom('people')
      .selectAll()
      .where('username', '=', sql<string>`ANY(${usernames}::text[])`)
      .forShare()
      .execute();
    return new Map(rows.map((row) => [row.username, { userId: row.user_id, username: row.username }]));
  }

  async collectives(slugs: readonly string[]): Promise<ReadonlyMap<string, Home>> {
    const rows = await this.bySlug(slugs).execute();
    return new Map(rows.map((row) => [row.asked, homeOf(row)]));
  }

  private async changePerson(
    userId: string,
    columns: { readonly is_public: boolean } | { readonly suspended: boolean },
  ): Promise<void> {
    await this.database.query.updateTable('people').set(columns).where('user_id', '=', userId).execute();
  }

  /** Those that live, by what they are called or were. */
  private bySlug(slugs: readonly string[]) {
    const { query } = this.database;
    const wanted = sql<string>`ANY(${slugs}::text[])`;
    const named = query
      .selectFrom('collectives')
      .select(['collective_id', 'slug as asked'])
      .where('slug', '=', wanted)
      .unionAll(
        query
          .selectFrom('former_slugs')
          .select(['collective_id', 'slug as asked'])
          .where('slug', '=', wanted),
      );
    return query
      .selectFrom(named.as('named'))
      .innerJoin('collectives', 'collectives.collective_id', 'named.collective_id')
      .select(['named.asked', 'collectives.collective_id', 'collectives.slug', 'collectives.personal'])
      .where('dissolved', '=', false);
  }
}

function turnOf(userId: string) {
  return sql`hashtextextended(${`extensions person ${userId}`}::text, 0)`;
}

/** Ids are too long to be tried out. */
function hashOf(userId: string) {
  return sql<Buffer>`sha256(convert_to(${userId}, 'UTF8'))`;
}

function homeOf(row: { collective_id: string; slug: string; personal: boolean }): Home {
  return { collectiveId: row.collective_id, slug: row.slug, personal: row.personal };
}

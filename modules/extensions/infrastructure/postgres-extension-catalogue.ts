import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import {
  ExtensionCatalogue,
  type ExtensionSummary,
  type Search,
  type VersionView,
} from '../application/extension-catalogue.js';
import { CalVer } from '../domain/cal-ver.js';
import { ExtensionNotFoundError } from '../domain/extension.errors.js';
import type { ExtensionsTables } from './tables.js';

@Injectable()
export class PostgresExtensionCatalogue extends ExtensionCatalogue {
  constructor(private readonly database: Database<ExtensionsTables>) {
    super();
  }

  async search(search: Search, viewerUserId: string | null): Promise<ExtensionSummary[]> {
    const { text, collective, label, platform, after, sort, size } = search;
    let query = this.visible(viewerUserId).limit(size);
    if (collective !== undefined) query = query.where('collective_slug', '=', collective);
    if (label !== undefined) query = query.where(sql<SqlBool>`labels @> ARRAY[${label}::text]`);
    if (platform !== undefined) query = query.where(sql<SqlBool>`platforms @> ARRAY[${platform}::text]`);
    if (text !== undefined) {
      const part = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
      query = query.where((row) =>
        row.or([
          row('name', 'ilike', part),
          row('description', 'ilike', part),
          sql<SqlBool>`labels @> ARRAY[${text.toLowerCase()}::text]`,
        ]),
      );
    }
    if (sort === 'name') {
      query = query.orderBy('name');
      return (after === undefined ? query : query.where('name', '>', after.name)).execute();
    }
    query = query.orderBy('last_published_at', 'desc').orderBy('name');
    if (after !== undefined) {
      query = query.where((row) =>
        row.or([
          row('last_published_at', '<', after.lastPublishedAt),
          row.and([row('last_published_at', '=', after.lastPublishedAt), row('name', '>', after.name)]),
        ]),
      );
    }
    return query.execute();
  }

  async show(name: string, viewerUserId: string | null): Promise<ExtensionSummary> {
    const row = await this.visible(viewerUserId).where('name', '=', name).executeTakeFirst();
    if (row === undefined) throw new ExtensionNotFoundError(name);
    return row;
  }

  async versions(
    extensionId: string,
    { after, size }: { after?: string | undefined; size: number },
    viewerUserId: string | null,
  ): Promise<VersionView[]> {
    const last = after === undefined ? null : CalVer.parse(after);
    let query = this.database.query
      .selectFrom('versions')
      .select(['version', 'username as author', 'published_at as publishedAt', 'checksum', 'size'])
      .select(['platforms', 'labels', 'contents', 'release_notes as releaseNotes', 'dependencies'])
      .where('extension_id', '=', extensionId)
      .orderBy('released_on', 'desc')
      .orderBy('micro', 'desc')
      .limit(size);
    if (last !== null)
      query = query.where(sql<SqlBool>`(released_on, micro) < (${last.date}::date, ${last.micro}::integer)`);
    const rows = await query.execute();
    const resolved = await this.existing(
      new Set(rows.flatMap(({ dependencies }) => dependencies)),
      viewerUserId,
    );
    return rows.map((row) => ({
      ...row,
      dependencies: row.dependencies.map((name) => ({ name, resolved: resolved.has(name) })),
    }));
  }

  private async existing(names: ReadonlySet<string>, viewerUserId: string | null): Promise<Set<string>> {
    if (names.size === 0) return new Set();
    const rows = await this.visible(viewerUserId)
      .where('name', '=', sql<string>`ANY(${[...names]}::text[])`)
      .execute();
    return new Set(rows.map(({ name }) => name));
  }

  /** What a viewer may see is decided here, in the statement itself, for every way of looking. */
  private visible(viewerUserId: string | null) {
    return this.database.query
      .selectFrom('extensions')
      .select(['id as extensionId', 'name', 'collective_slug as collective', 'visibility', 'description'])
      .select(['license', 'platforms', 'labels', 'latest', 'last_published_at as lastPublishedAt'])
      .where((row) =>
        viewerUserId === null
          ? row('visibility', '=', 'public')
          : row.or([row('visibility', '=', 'public'), isMember(row, viewerUserId)]),
      );
  }
}

function isMember(row: ExpressionBuilder<ExtensionsTables, 'extensions'>, userId: string) {
  return row.exists(
    row
      .selectFrom('memberships')
      .select('memberships.user_id')
      .whereRef('memberships.collective_id', '=', 'extensions.collective_id')
      .where('memberships.user_id', '=', userId),
  );
}

import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import {
  ExtensionSearch,
  type Found,
  type Search,
  type SearchPlace,
} from '../application/extension-search.js';
import { readableExtensions, summaryColumns } from './readable-extensions.js';
import { homeSeenBy, isHiddenFrom, ownScope } from './seen-people.js';
import type { ExtensionsTables } from './tables.js';

@Injectable()
export class PostgresExtensionSearch extends ExtensionSearch {
  constructor(private readonly database: Database<ExtensionsTables>) {
    super();
  }

  async find(search: Search, viewerUserId: string | null): Promise<Found[]> {
    const { text, collective, label, platform, after, sort, size } = search;
    const words = text === undefined ? null : new Words(text);
    const relevance = words?.relevance ?? sql<number>`0`;
    let query = readableExtensions(this.database.query, viewerUserId)
      .select(summaryColumns)
      .select(homeSeenBy(this.database, viewerUserId).as('collective'))
      .select(sql<boolean>`deprecated_at IS NOT NULL`.as('deprecated'))
      .select(relevance.as('relevance'))
      .where('taken_down_at', 'is', null)
      .where('latest', 'is not', null)
      .limit(size);
    if (words !== null) query = query.where(words.match);
    if (collective !== undefined) query = query.where(this.isOf(collective, viewerUserId));
    if (label !== undefined) query = query.where(sql<SqlBool>`labels @> ARRAY[${label}::text]`);
    if (platform !== undefined) query = query.where(sql<SqlBool>`platforms @> ARRAY[${platform}::text]`);
    const measure = { relevance, newest: sql`last_published_at`, 'most-pulled': sql`pulls`, name: null }[
      sort
    ];
    if (after !== undefined) query = query.where(comesAfter(measure, after));
    if (measure !== null) query = query.orderBy(measure, 'desc');
    return query.orderBy('name').execute();
  }

  /** Somebody whom the viewer may not find is not found by the name that they have now. */
  private isOf(slug: string, viewerUserId: string | null) {
    const [collectives, formerSlugs] = [
      this.database.table('collectives'),
      this.database.table('former_slugs'),
    ];
    return sql<SqlBool>`extensions.collective_id IN (
      SELECT collective_id FROM ${collectives} WHERE slug = ${slug}
      UNION ALL SELECT collective_id FROM ${formerSlugs} WHERE slug = ${slug})
      AND (${ownScope} = ${slug} OR NOT ${isHiddenFrom(this.database, viewerUserId)})`;
  }
}

function comesAfter(measure: RawBuilder<unknown> | null, place: SearchPlace): RawBuilder<SqlBool> {
  const behind = sql<SqlBool>`name > ${place.name}`;
  if (measure === null || place.sort === 'name') return behind;
  const last = sql`${measureIn(place)}::${sql.raw(place.sort === 'newest' ? 'timestamptz' : 'bigint')}`;
  return sql<SqlBool>`(${measure} < ${last} OR (${measure} = ${last} AND ${behind}))`;
}

function measureIn(place: Exclude<SearchPlace, { sort: 'name' }>): Date | number {
  if (place.sort === 'newest') return place.at;
  return place.sort === 'most-pulled' ? place.pulls : place.relevance;
}

/** What somebody typed, as it is looked for. */
class Words {
  readonly match: RawBuilder<SqlBool>;
  /** A whole number, so that pages end and begin at the same place. */
  readonly relevance: RawBuilder<number>;

  constructor(text: string) {
    const wanted = text.toLowerCase();
    const words = wanted.match(/[\p{L}\p{N}]+/gu) ?? [];
    const all = sql`to_tsquery('simple', ${words.map((word) => `${word}:*`).join(' & ')})`;
    const part = `%${wanted.replace(/[\\%_]/g, '\\$&')}%`;
    const inName = sql`name ILIKE ${part}`;
    this.match =
      words.length === 0 ? sql<SqlBool>`(${inName})` : sql<SqlBool>`(search @@ ${all} OR ${inName})`;
    const name = wanted.replace(/^@/, '');
    this.relevance = sql<number>`(
      CASE WHEN name = '@' || ${name}::text THEN 4000
           WHEN right(name, length(${name}::text) + 1) = '/' || ${name}::text THEN 3000
           WHEN position('/' || ${name}::text IN name) > 0 THEN 2000
           WHEN ${inName} THEN 1000 ELSE 0 END
      + ${words.length === 0 ? sql`0` : sql`round(ts_rank(search, ${all}) * 999)::integer`})`;
  }
}

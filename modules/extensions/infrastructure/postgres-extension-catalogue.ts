import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type SqlBool, sql } from 'kysely';
import {
  ExtensionCatalogue,
  type ExtensionDetails,
  type PullableVersion,
  type VersionView,
  type Withdrawal,
} from '../application/extension-catalogue.js';
import { CalVer } from '../domain/cal-ver.js';
import {
  ArchiveNotKeptError,
  ExtensionNotFoundError,
  NothingToPullError,
  TakenDownError,
  VersionNotFoundError,
  YankedError,
} from '../domain/extension.errors.js';
import { readableExtensions, summaryColumns } from './readable-extensions.js';
import { authorSeenBy, homeSeenBy } from './seen-people.js';
import type { ExtensionsTables } from './tables.js';

@Injectable()
export class PostgresExtensionCatalogue extends ExtensionCatalogue {
  constructor(private readonly database: Database<ExtensionsTables>) {
    super();
  }

  async show(name: string, viewerUserId: string | null): Promise<ExtensionDetails> {
    const row = await readableExtensions(this.database.query, viewerUserId)
      .select(summaryColumns)
      .select(homeSeenBy(this.database, viewerUserId).as('collective'))
      .select(['yanked_at', 'yank_reason'])
      .select(
        authorSeenBy(this.database, viewerUserId, {
          author: sql`extensions.author_user_id`,
          extension: sql`extensions.id`,
        }).as('author'),
      )
      .select(['deprecated_at', 'superseded_by', 'take_down_reason'])
      .where('name', '=', name)
      .executeTakeFirst();
    if (row === undefined) throw new ExtensionNotFoundError(name);
    const { deprecated_at: deprecatedAt, superseded_by: successor, take_down_reason: takenDown } = row;
    if (takenDown !== null) throw new TakenDownError(name, takenDown);
    const seen = await this.existing(new Set(successor === null ? [] : [successor]), viewerUserId);
    return {
      ...row,
      deprecated: deprecatedAt !== null,
      yanked: withdrawalIn(row),
      deprecation:
        deprecatedAt === null
          ? null
          : { at: deprecatedAt, supersededBy: successor !== null && seen.has(successor) ? successor : null },
    };
  }

  async versions(
    extensionId: string,
    { after, size }: { after?: string | undefined; size: number },
    viewerUserId: string | null,
  ): Promise<VersionView[]> {
    const last = after === undefined ? null : CalVer.parse(after);
    let query = this.versionRows(extensionId, viewerUserId)
      .orderBy('released_on', 'desc')
      .orderBy('micro', 'desc')
      .limit(size);
    if (last !== null)
      query = query.where(sql<SqlBool>`(released_on, micro) < (${last.date}::date, ${last.micro}::integer)`);
    return this.viewed(await query.execute(), viewerUserId);
  }

  async version(name: string, version: string, viewerUserId: string | null): Promise<VersionView> {
    const { extensionId, latest, yanked } = await this.show(name, viewerUserId);
    if (version === 'latest' && yanked !== null) throw new YankedError(name, yanked.reason, yanked.at);
    const wanted = wantedOf(name, version, latest);
    const rows = await this.versionRows(extensionId, viewerUserId).where('version', '=', wanted).execute();
    const [view] = await this.viewed(rows, viewerUserId);
    if (view === undefined) throw new VersionNotFoundError(name, version);
    return view;
  }

  async pullable(name: string, version: string, viewerUserId: string | null): Promise<PullableVersion> {
    const { extensionId, latest, yanked } = await this.show(name, viewerUserId);
    if (yanked !== null) throw new YankedError(name, yanked.reason, yanked.at);
    const wanted = wantedOf(name, version, latest);
    const row = await this.database.query
      .selectFrom('versions')
      .select(['publication_id', 'checksum', 'size', 'yanked_at', 'yank_reason'])
      .where('extension_id', '=', extensionId)
      .where('version', '=', wanted)
      .executeTakeFirst();
    if (row === undefined) throw new VersionNotFoundError(name, version);
    const withdrawal = withdrawalIn(row);
    if (withdrawal !== null) throw new YankedError(`${name} ${wanted}`, withdrawal.reason, withdrawal.at);
    const { publication_id: publicationId, checksum, size } = row;
    if (publicationId === null || checksum === null || size === null)
      throw new ArchiveNotKeptError(name, wanted);
    return { name, version: wanted, publicationId, checksum, size };
  }

  private versionRows(extensionId: string, viewerUserId: string | null) {
    return this.database.query
      .selectFrom('versions')
      .select(['version', 'published_at as publishedAt', 'checksum', 'size'])
      .select(
        authorSeenBy(this.database, viewerUserId, {
          author: sql`versions.user_id`,
          extension: sql`versions.extension_id`,
        }).as('author'),
      )
      .select(['description', 'license', 'platforms', 'labels', 'contents', 'release_notes as releaseNotes'])
      .select(['dependencies', 'yanked_at', 'yank_reason', 'pulls'])
      .where('extension_id', '=', extensionId);
  }

  private async viewed(
    rows: readonly (Omit<VersionView, 'dependencies' | 'yanked'> &
      WithdrawalColumns & { readonly dependencies: readonly string[] })[],
    viewerUserId: string | null,
  ): Promise<VersionView[]> {
    const named = new Set(rows.flatMap(({ dependencies }) => dependencies));
    const resolved = await this.existing(named, viewerUserId);
    return rows.map((row) => ({
      ...row,
      yanked: withdrawalIn(row),
      dependencies: row.dependencies.map((name) => ({ name, resolved: resolved.has(name) })),
    }));
  }

  private async existing(names: ReadonlySet<string>, viewerUserId: string | null): Promise<Set<string>> {
    if (names.size === 0) return new Set();
    const rows = await readableExtensions(this.database.query, viewerUserId)
      .select('name')
      .where('taken_down_at', 'is', null)
      .where('name', '=', sql<string>`ANY(${[...names]}::text[])`)
      .execute();
    return new Set(rows.map(({ name }) => name));
  }
}

interface WithdrawalColumns {
  readonly yanked_at: Date | null;
  readonly yank_reason: string | null;
}

/** @throws {NothingToPullError} */
function wantedOf(name: string, version: string, latest: string | null): string {
  if (version !== 'latest') return version;
  if (latest === null) throw new NothingToPullError(name);
  return latest;
}

function withdrawalIn({ yanked_at: at, yank_reason: reason }: WithdrawalColumns): Withdrawal | null {
  return at === null || reason === null ? null : { at, reason };
}

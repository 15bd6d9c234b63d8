import { CalVer } from '../domain/cal-ver.js';
import { Extension } from '../domain/extension.js';
import { ExtensionName } from '../domain/extension-name.js';
import type { Release, Yank } from '../domain/release.js';
import type { ExtensionRow, HousedExtensionRow, VersionRow } from './tables.js';

export function restoredExtension(row: HousedExtensionRow, versions: readonly VersionRow[]): Extension {
  return Extension.restore(
    {
      id: row.id,
      name: ExtensionName.parse(row.name),
      home: { collectiveId: row.collective_id, slug: row.slug, personal: row.personal },
      authorUserId: row.author_user_id,
      visibility: row.visibility,
      description: row.description,
      license: row.license,
      platforms: row.platforms,
      labels: row.labels,
      latest: row.latest === null ? null : CalVer.parse(row.latest),
      lastPublishedAt: row.last_published_at,
      yanked: restoredYank(row),
      deprecated:
        row.deprecated_at === null ? null : { at: row.deprecated_at, supersededBy: row.superseded_by },
      takenDown:
        row.taken_down_at === null || row.take_down_reason === null
          ? null
          : { at: row.taken_down_at, reason: row.take_down_reason },
    },
    row.version,
    versions.map(restoredRelease),
  );
}

function restoredRelease(row: VersionRow): Release {
  const { publication_id: publicationId, checksum, size, user_id: userId, username } = row;
  return {
    version: CalVer.parse(row.version),
    publisher: userId === null || username === null ? null : { userId, username },
    publishedAt: row.published_at,
    ...(row.description !== null && { description: row.description }),
    ...(row.license !== null && { license: row.license }),
    ...(row.release_notes !== null && { releaseNotes: row.release_notes }),
    platforms: row.platforms,
    labels: row.labels,
    contents: row.contents,
    dependencies: row.dependencies,
    archive:
      publicationId !== null && checksum !== null && size !== null ? { publicationId, checksum, size } : null,
    yanked: restoredYank(row),
  };
}

type YankColumns = Pick<VersionRow, 'yanked_at' | 'yank_reason' | 'yanked_by'>;

function restoredYank({ yanked_at: at, yank_reason: reason, yanked_by: byUserId }: YankColumns): Yank | null {
  return at === null || reason === null ? null : { at, reason, byUserId };
}

function yankRecord(yanked: Yank | null): YankColumns {
  return {
    yanked_at: yanked?.at ?? null,
    yank_reason: yanked?.reason ?? null,
    yanked_by: yanked?.byUserId ?? null,
  };
}

export type ExtensionRecord = ExtensionRow & {
  /** The version that the row in the table still bears; 0 when there is none. */
  readonly stored: number;
};

export function extensionRecord({ id, version, state }: Extension, stored: number): ExtensionRecord {
  const { name, home, latest, deprecated, takenDown } = state;
  return {
    id,
    version,
    stored,
    name: name.text,
    collective_id: home.collectiveId,
    author_user_id: state.authorUserId,
    visibility: state.visibility,
    description: state.description,
    license: state.license,
    platforms: [...state.platforms],
    labels: [...state.labels],
    latest: latest?.text ?? null,
    last_published_at: state.lastPublishedAt,
    ...yankRecord(state.yanked),
    deprecated_at: deprecated?.at ?? null,
    superseded_by: deprecated?.supersededBy ?? null,
    taken_down_at: takenDown?.at ?? null,
    take_down_reason: takenDown?.reason ?? null,
  };
}

export function versionRecord(extensionId: string, release: Release): VersionRow & { released_on: string } {
  const { version, publisher, archive } = release;
  return {
    extension_id: extensionId,
    version: version.text,
    released_on: version.date,
    micro: version.micro,
    user_id: publisher?.userId ?? null,
    username: publisher?.username ?? null,
    published_at: release.publishedAt,
    publication_id: archive?.publicationId ?? null,
    checksum: archive?.checksum ?? null,
    size: archive?.size ?? null,
    description: release.description ?? null,
    license: release.license ?? null,
    release_notes: release.releaseNotes ?? null,
    platforms: [...release.platforms],
    labels: [...release.labels],
    contents: release.contents,
    dependencies: [...release.dependencies],
    ...yankRecord(release.yanked),
  };
}

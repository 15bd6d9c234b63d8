import type { ColumnType, Generated, GeneratedAlways, JSONColumnType, Selectable } from 'kysely';
import type { Role } from '../domain/editor.js';
import type { ReleaseDetails, Visibility } from '../domain/release.js';

/** The tables of the schema `extensions`, as `migrations/` makes them. */
export interface ExtensionsTables {
  extensions: {
    id: string;
    version: number;
    name: string;
    collective_id: string;
    author_user_id: string | null;
    visibility: Visibility;
    description: string | null;
    license: string | null;
    platforms: string[];
    labels: string[];
    latest: string | null;
    last_published_at: Date;
    yanked_at: Date | null;
    yank_reason: string | null;
    yanked_by: string | null;
    deprecated_at: Date | null;
    superseded_by: string | null;
    taken_down_at: Date | null;
    take_down_reason: string | null;
    pulls: ColumnType<number, never>;
    search: GeneratedAlways<string>;
  };
  versions: {
    extension_id: string;
    version: string;
    released_on: ColumnType<never, string>;
    micro: number;
    user_id: string | null;
    username: string | null;
    published_at: Date;
    publication_id: string | null;
    checksum: string | null;
    size: number | null;
    description: string | null;
    license: string | null;
    release_notes: string | null;
    platforms: string[];
    labels: string[];
    contents: JSONColumnType<Record<string, number>>;
    dependencies: string[];
    yanked_at: Date | null;
    yank_reason: string | null;
    yanked_by: string | null;
    pulls: ColumnType<number, never>;
  };
  pulls: { extension_id: string; version: string; day: string; puller: string };
  publications: {
    id: string;
    version: number;
    name: string;
    release: string;
    user_id: string;
    username: string;
    checksum: string;
    size: number;
    details: JSONColumnType<ReleaseDetails>;
    visibility: Visibility | null;
    initiated_at: Date;
    expires_at: Date;
    archived_at: Date | null;
    confirmed_at: Date | null;
    extension_id: string | null;
  };
  people: { user_id: string; username: string; is_public: boolean; suspended: Generated<boolean> };
  departed: { person: Buffer };
  collectives: {
    collective_id: string;
    slug: string;
    personal: boolean;
    dissolved: ColumnType<boolean, boolean | undefined>;
  };
  former_slugs: { slug: string; collective_id: string };
  memberships: { collective_id: string; user_id: string; role: Role };
}

export type ExtensionRow = Omit<Selectable<ExtensionsTables['extensions']>, 'pulls' | 'search'>;
/** With what its collective is called today. */
export type HousedExtensionRow = ExtensionRow & { readonly slug: string; readonly personal: boolean };
export type VersionRow = Omit<Selectable<ExtensionsTables['versions']>, 'released_on' | 'pulls'>;
export type PublicationRow = Selectable<ExtensionsTables['publications']>;

import type { ColumnType, JSONColumnType, Selectable } from 'kysely';
import type { ReleaseDetails, Visibility } from '../domain/release.js';

/** The tables of the schema `extensions`, as `migrations/` makes them. */
export interface ExtensionsTables {
  extensions: {
    id: string;
    version: number;
    name: string;
    collective_id: string;
    collective_slug: string;
    personal: boolean;
    author_user_id: string;
    visibility: Visibility;
    description: string | null;
    license: string | null;
    platforms: string[];
    labels: string[];
    latest: string;
    last_published_at: Date;
  };
  versions: {
    extension_id: string;
    version: string;
    released_on: ColumnType<never, string>;
    micro: number;
    user_id: string;
    username: string;
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
  };
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
  people: { user_id: string; username: string };
  collectives: { collective_id: string; slug: string; personal: boolean };
  memberships: { collective_id: string; user_id: string };
}

export type ExtensionRow = Selectable<ExtensionsTables['extensions']>;
export type VersionRow = Omit<Selectable<ExtensionsTables['versions']>, 'released_on'>;
export type PublicationRow = Selectable<ExtensionsTables['publications']>;

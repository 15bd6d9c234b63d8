import type { Visibility } from '../domain/release.js';

export interface ExtensionSummary {
  readonly extensionId: string;
  readonly name: string;
  readonly collective: string;
  readonly visibility: Visibility;
  readonly description: string | null;
  readonly license: string | null;
  readonly platforms: readonly string[];
  readonly labels: readonly string[];
  /** The newest version by calendar. */
  readonly latest: string;
  readonly lastPublishedAt: Date;
}

export interface VersionView {
  readonly version: string;
  readonly author: string;
  readonly publishedAt: Date;
  /** Both null for versions that an import brought: they have no archive. */
  readonly checksum: string | null;
  readonly size: number | null;
  readonly platforms: readonly string[];
  readonly labels: readonly string[];
  readonly contents: Readonly<Record<string, number>>;
  readonly releaseNotes: string | null;
  /** `resolved` tells whether the viewer would find an extension of that name. */
  readonly dependencies: readonly { readonly name: string; readonly resolved: boolean }[];
}

export type SortOrder = 'name' | 'published';

/** Where a page of a search goes on: after the extension with this name, and this time when times decide. */
export interface SearchPlace {
  readonly name: string;
  readonly lastPublishedAt: Date;
}

export interface Search {
  /** Part of a name or of a description, or a whole label. */
  readonly text?: string | undefined;
  /** Slug. */
  readonly collective?: string | undefined;
  readonly label?: string | undefined;
  readonly platform?: string | undefined;
  /** `name`: alphabetically; `published`: what was published last comes first. */
  readonly sort: SortOrder;
  readonly after?: SearchPlace | undefined;
  readonly size: number;
}

/** What there is to see. Private extensions exist for members of their collective only. */
export abstract class ExtensionCatalogue {
  /** @param viewerUserId null for whoever is not signed in */
  abstract search(search: Search, viewerUserId: string | null): Promise<ExtensionSummary[]>;

  /** @throws {ExtensionNotFoundError} when there is none, or the viewer may not see it */
  abstract show(name: string, viewerUserId: string | null): Promise<ExtensionSummary>;

  /** Of an extension that the viewer has been shown; newest by calendar first, from the one after `after`. */
  abstract versions(
    extensionId: string,
    page: { after?: string | undefined; size: number },
    viewerUserId: string | null,
  ): Promise<VersionView[]>;
}

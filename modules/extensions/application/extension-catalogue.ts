import type { ExtensionSummary } from './extension-search.js';

/** That something is not to be pulled any more, as everybody may read it. */
export interface Withdrawal {
  readonly at: Date;
  readonly reason: string;
}

export interface ExtensionDetails extends ExtensionSummary {
  /** Who published it first, as they are called today; null once the account is gone, or for whom they are not to be found. */
  readonly author: string | null;
  /** As a whole. */
  readonly yanked: Withdrawal | null;
  /** `supersededBy` is null as well where the viewer would not find the successor. */
  readonly deprecation: { readonly at: Date; readonly supersededBy: string | null } | null;
}

export interface VersionView {
  readonly version: string;
  /** Null once the account is gone, or where the viewer is not to find the person. */
  readonly author: string | null;
  readonly publishedAt: Date;
  /** Both null for versions that an import brought: they have no archive. */
  readonly checksum: string | null;
  readonly size: number | null;
  readonly description: string | null;
  readonly license: string | null;
  readonly platforms: readonly string[];
  readonly labels: readonly string[];
  readonly contents: Readonly<Record<string, number>>;
  readonly releaseNotes: string | null;
  /** `resolved` tells whether the viewer would find an extension of that name. */
  readonly dependencies: readonly { readonly name: string; readonly resolved: boolean }[];
  readonly yanked: Withdrawal | null;
  /** Counted pulls. */
  readonly pulls: number;
}

/** A version that may be pulled, and where its archive is. */
export interface PullableVersion {
  readonly name: string;
  readonly version: string;
  readonly publicationId: string;
  /** SHA-256, hexadecimal. */
  readonly checksum: string;
  /** Bytes. */
  readonly size: number;
}

/** What there is to see under a name. Private extensions exist for members of their collective only. */
export abstract class ExtensionCatalogue {
  /**
   * @param viewerUserId null for whoever is not signed in
   * @throws {ExtensionNotFoundError} when there is none, or the viewer may not see it
   * @throws {TakenDownError}
   */
  abstract show(name: string, viewerUserId: string | null): Promise<ExtensionDetails>;

  /** Of an extension that the viewer has been shown; newest by calendar first, from the one after `after`. */
  abstract versions(
    extensionId: string,
    page: { after?: string | undefined; size: number },
    viewerUserId: string | null,
  ): Promise<VersionView[]>;

  /**
   * Throws as {@link show} does, and:
   * @param version `latest` for the newest that may be pulled
   * @throws {VersionNotFoundError}
   */
  abstract version(name: string, version: string, viewerUserId: string | null): Promise<VersionView>;

  /**
   * Throws as {@link version} does, and:
   * @throws {YankedError} @throws {ArchiveNotKeptError}
   */
  abstract pullable(name: string, version: string, viewerUserId: string | null): Promise<PullableVersion>;
}

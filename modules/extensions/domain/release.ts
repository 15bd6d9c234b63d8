import type { CalVer } from './cal-ver.js';

export type Visibility = 'public' | 'private';

export interface Publisher {
  readonly userId: string;
  readonly username: string;
}

/** What a version says about itself. A text that is absent stays as the version before it had it. */
export interface ReleaseDetails {
  readonly description?: string;
  readonly license?: string;
  readonly releaseNotes?: string;
  readonly platforms: readonly string[];
  readonly labels: readonly string[];
  /** How many of each kind it contains: `{ models: 3 }`. */
  readonly contents: Readonly<Record<string, number>>;
  /** Names of extensions, which need not exist. */
  readonly dependencies: readonly string[];
}

/** Where the bytes of a version are; imported versions have none. */
export interface Archive {
  /** The publication that brought it; the archive is stored under this id. */
  readonly publicationId: string;
  /** SHA-256, hexadecimal. */
  readonly checksum: string;
  /** Bytes. */
  readonly size: number;
}

/** Something was withdrawn: it is there to be read about, and not to be pulled. */
export interface Yank {
  readonly at: Date;
  /** In the words of whoever yanked it. */
  readonly reason: string;
  /** Null once the account is gone. */
  readonly byUserId: string | null;
}

/** One version of an extension, as it was published. Nothing of it ever changes but whether it may be pulled. */
export interface Release extends ReleaseDetails {
  readonly version: CalVer;
  /** Null once the account is gone. */
  readonly publisher: Publisher | null;
  readonly publishedAt: Date;
  readonly archive: Archive | null;
  readonly yanked: Yank | null;
}

/** What is about to be published: somebody is here to publish it. */
export interface NewRelease extends Release {
  readonly publisher: Publisher;
  readonly yanked: null;
}

/** In which respects two releases of one version differ; empty when they are the same. */
export function differences(one: Release, other: Release): string[] {
  const aspects: Readonly<Record<string, (release: Release) => unknown>> = {
    publishedAt: (release) => release.publishedAt.getTime(),
    author: (release) => release.publisher?.userId,
    platforms: (release) => release.platforms,
    labels: (release) => release.labels,
    contents: (release) => sorted(release.contents),
    dependencies: (release) => release.dependencies,
    archive: (release) => release.archive?.checksum,
  };
  return Object.entries(aspects)
    .filter(([, aspect]) => JSON.stringify(aspect(one)) !== JSON.stringify(aspect(other)))
    .map(([name]) => name);
}

function sorted(contents: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(contents).sort(([one], [other]) => (one < other ? -1 : 1));
}

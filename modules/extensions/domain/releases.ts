import type { CalVer } from './cal-ver.js';
import type { NewRelease, Release, Yank } from './release.js';

/** Releases that no row tells of yet, or that rows tell otherwise of. */
export interface UnsavedReleases {
  readonly published: readonly Release[];
  /** Those that were yanked or may be pulled again. */
  readonly marked: readonly Release[];
}

/** The versions of one extension, as many of them as were read. */
export class Releases {
  private readonly byVersion: Map<string, Release>;
  private readonly published = new Set<string>();
  private readonly marked = new Set<string>();

  constructor(releases: readonly Release[]) {
    this.byVersion = new Map(releases.map((release) => [release.version.text, release]));
  }

  get(version: CalVer): Release | null {
    return this.byVersion.get(version.text) ?? null;
  }

  add(release: NewRelease): void {
    this.byVersion.set(release.version.text, release);
    this.published.add(release.version.text);
  }

  mark(release: Release, yanked: Yank | null): void {
    this.byVersion.set(release.version.text, { ...release, yanked });
    this.marked.add(release.version.text);
  }

  /** The newest that may be pulled; null when there is none. */
  latest(): Release | null {
    return [...this.byVersion.values()]
      .filter(({ yanked }) => yanked === null)
      .reduce<Release | null>(
        (newest, one) => (newest === null || one.version.isNewerThan(newest.version) ? one : newest),
        null,
      );
  }

  /** They are handed out once. */
  takeUnsaved(): UnsavedReleases {
    const of = (versions: ReadonlySet<string>) =>
      [...versions].flatMap((version) => this.byVersion.get(version) ?? []);
    const unsaved = {
      published: of(this.published),
      marked: of(this.marked).filter(({ version }) => !this.published.has(version.text)),
    };
    this.published.clear();
    this.marked.clear();
    return unsaved;
  }
}

import { AggregateRoot } from '@boardwalk/domain';
import type { CalVer } from './cal-ver.js';
import { VersionTakenError, VisibilityFixedError } from './extension.errors.js';
import { type ExtensionEvent, VersionPublished } from './extension.events.js';
import type { ExtensionName } from './extension-name.js';
import type { Release, Visibility } from './release.js';

/** The collective under whose slug an extension is published. */
export interface Home {
  readonly collectiveId: string;
  readonly slug: string;
  readonly personal: boolean;
}

export interface ExtensionState {
  readonly id: string;
  readonly name: ExtensionName;
  readonly home: Home;
  readonly authorUserId: string;
  readonly visibility: Visibility;
  /** What the newest version says, and what it left unsaid and an older one said. */
  readonly description: string | null;
  readonly license: string | null;
  readonly platforms: readonly string[];
  readonly labels: readonly string[];
  /** Null until the first version is published. */
  readonly latest: CalVer | null;
  /** When anything of it was last published. */
  readonly lastPublishedAt: Date;
}

/** A named thing that people pull, in versions that never change once they are there. */
export class Extension extends AggregateRoot<ExtensionEvent> {
  private readonly releases: Map<string, Release>;
  private unsaved: Release[] = [];

  private constructor(
    private current: ExtensionState,
    version: number,
    releases: readonly Release[],
  ) {
    super(version);
    this.releases = new Map(releases.map((release) => [release.version.text, release]));
  }

  /**
   * @param releases those of the versions that are about to be published which are there already; no rule looks at any
   * other, so no other has to be read
   */
  static restore(state: ExtensionState, version: number, releases: readonly Release[]): Extension {
    return new Extension(state, version, releases);
  }

  /** Makes room for a name that nobody published under. It comes to be with its first version. */
  static admit(
    id: string,
    name: ExtensionName,
    home: Home,
    first: Release,
    visibility: Visibility,
  ): Extension {
    return new Extension(
      {
        id,
        name,
        home,
        visibility,
        authorUserId: first.publisher.userId,
        description: null,
        license: null,
        platforms: [],
        labels: [],
        latest: null,
        lastPublishedAt: first.publishedAt,
      },
      0,
      [],
    );
  }

  get id(): string {
    return this.current.id;
  }

  get state(): ExtensionState {
    return this.current;
  }

  release(version: CalVer): Release | null {
    return this.releases.get(version.text) ?? null;
  }

  /**
   * Versions may come in any order; the newest by calendar is the latest and speaks for the extension.
   * @param visibility what the publisher asked for; the first version has decided it
   * @throws {VersionTakenError}
   * @throws {VisibilityFixedError}
   */
  publish(release: Release, visibility?: Visibility): void {
    const { name, home, latest } = this.current;
    if (this.releases.has(release.version.text)) throw new VersionTakenError(name.text, release.version.text);
    if (visibility !== undefined && visibility !== this.current.visibility)
      throw new VisibilityFixedError(name.text, this.current.visibility);
    this.releases.set(release.version.text, release);
    this.unsaved.push(release);
    if (latest === null || release.version.isNewerThan(latest)) this.present(release);
    if (release.publishedAt > this.current.lastPublishedAt)
      this.current = { ...this.current, lastPublishedAt: release.publishedAt };
    this.addDomainEvent(
      new VersionPublished(
        release.publishedAt,
        this.id,
        name.text,
        release.version.text,
        release.publisher.userId,
        release.publisher.username,
        home.personal ? undefined : home.slug,
        latest === null,
        this.current.visibility,
        release.platforms,
      ),
    );
  }

  /** For the repository: the releases that no row tells of yet. They are handed out once. */
  takeUnsaved(): readonly Release[] {
    const taken = this.unsaved;
    this.unsaved = [];
    return taken;
  }

  private present(release: Release): void {
    this.current = {
      ...this.current,
      description: release.description ?? this.current.description,
      license: release.license ?? this.current.license,
      platforms: release.platforms,
      labels: release.labels,
      latest: release.version,
    };
  }
}

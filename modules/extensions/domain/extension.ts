import { AggregateRoot } from '@boardwalk/domain';
import type { CalVer } from './cal-ver.js';
import { type Editor, looksAfterEverything } from './editor.js';
import {
  FormerSlugError,
  NotTakenDownError,
  NotYankedError,
  NotYoursToChangeError,
  SuccessorUnknownError,
  TakenDownError,
  VersionNotFoundError,
  VersionTakenError,
  VisibilityFixedError,
  YankedAsAWholeError,
  YankedError,
} from './extension.errors.js';
import {
  ExtensionDeprecated,
  type ExtensionEvent,
  ExtensionRestored,
  ExtensionTakenDown,
  ExtensionUndeprecated,
  ExtensionUnyanked,
  ExtensionYanked,
  VersionPublished,
  VisibilityChanged,
} from './extension.events.js';
import type { ExtensionName } from './extension-name.js';
import type { Home, ExtensionState } from './extension-state.js';
import type { NewRelease, Release, Visibility } from './release.js';
import { Releases, type UnsavedReleases } from './releases.js';
import { showing, showingLatest } from './showing.js';
import { maySucceed, type Successor } from './successor.js';

/** A named thing that people pull, in versions that never change once they are there. */
export class Extension extends AggregateRoot<ExtensionEvent> {
  private readonly releases: Releases;
  private hasVersions: boolean;

  private constructor(
    private current: ExtensionState,
    version: number,
    releases: readonly Release[],
  ) {
    super(version);
    this.releases = new Releases(releases);
    this.hasVersions = version > 0;
  }

  /**
   * @param releases those that the rules will look at: for publishing, those of the versions to be published which are there
   * already; for yanking and unyanking, all of them
   */
  static restore(state: ExtensionState, version: number, releases: readonly Release[]): Extension {
    return new Extension(state, version, releases);
  }

  /**
   * Makes room for a name that nobody published under. It comes to be with its first version.
   * @throws {FormerSlugError}
   */
  static admit(
    id: string,
    name: ExtensionName,
    home: Home,
    first: NewRelease,
    visibility: Visibility,
  ): Extension {
    Extension.assertNewName(name, home);
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
        yanked: null,
        deprecated: null,
        takenDown: null,
      },
      0,
      [],
    );
  }

  /** @throws {FormerSlugError} when the collective is called otherwise by now */
  static assertNewName(name: ExtensionName, home: Home): void {
    if (name.scope !== home.slug) throw new FormerSlugError(name.text, name.scope, home.slug);
  }

  get id(): string {
    return this.current.id;
  }

  get state(): ExtensionState {
    return this.current;
  }

  release(version: CalVer): Release | null {
    return this.releases.get(version);
  }

  /**
   * What would refuse a version, whatever is in it.
   * @param visibility what the publisher asked for; what it is already has decided that
   * @throws {TakenDownError} @throws {YankedError} @throws {VersionTakenError} @throws {VisibilityFixedError}
   */
  assertPublishable(version: CalVer, visibility?: Visibility): void {
    const { name, yanked } = this.current;
    this.assertNotTakenDown();
    if (yanked !== null) throw new YankedError(name.text, yanked.reason, yanked.at);
    if (this.releases.get(version) !== null) throw new VersionTakenError(name.text, version.text);
    if (visibility !== undefined && visibility !== this.current.visibility)
      throw new VisibilityFixedError(name.text, this.current.visibility);
  }

  /**
   * Versions may come in any order; the newest by calendar that may be pulled is the latest and speaks for the extension.
   * Throws as {@link assertPublishable} does.
   */
  publish(release: NewRelease, visibility?: Visibility): void {
    this.assertPublishable(release.version, visibility);
    const { name, home, latest } = this.current;
    const isFirst = !this.hasVersions;
    this.hasVersions = true;
    this.releases.add(release);
    if (latest === null || release.version.isNewerThan(latest)) this.current = showing(release, this.current);
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
        isFirst,
        this.current.visibility,
        release.platforms,
      ),
    );
  }

  /**
   * Withdraws a version, or all of them.
   * @throws {TakenDownError} @throws {VersionNotFoundError} @throws {NotYoursToChangeError}
   * @throws {YankedError} when it is withdrawn already
   */
  yank(by: Editor, reason: string, at: Date, version?: CalVer): void {
    this.assertNotTakenDown();
    const release = version === undefined ? null : this.known(version);
    if (!looksAfterEverything(by) && release?.publisher?.userId !== by.userId) throw this.notTheirs();
    const before = this.current.yanked ?? release?.yanked ?? null;
    if (before !== null) throw new YankedError(this.called(version), before.reason, before.at);
    const yanked = { at, reason, byUserId: by.userId };
    if (release === null) this.current = { ...this.current, yanked };
    else this.releases.mark(release, yanked);
    this.current = showingLatest(this.releases, this.current);
    this.addDomainEvent(new ExtensionYanked(at, this.deedOf(by), version?.text, reason));
  }

  /**
   * Lets a version, or all that were withdrawn together, be pulled again. Versions that were withdrawn by themselves stay so.
   * @throws {TakenDownError} @throws {VersionNotFoundError}
   * @throws {NotYoursToChangeError} also to members whose version somebody else withdrew
   * @throws {NotYankedError} @throws {YankedAsAWholeError}
   */
  unyank(by: Editor, at: Date, version?: CalVer): void {
    this.assertNotTakenDown();
    const release = version === undefined ? null : this.known(version);
    const isTheirs = release?.publisher?.userId === by.userId && release.yanked?.byUserId === by.userId;
    if (!looksAfterEverything(by) && !isTheirs) throw this.notTheirs();
    if (release === null) {
      if (this.current.yanked === null) throw new NotYankedError(this.called());
      this.current = { ...this.current, yanked: null };
    } else {
      if (this.current.yanked !== null) throw new YankedAsAWholeError(this.called());
      if (release.yanked === null) throw new NotYankedError(this.called(version));
      this.releases.mark(release, null);
    }
    this.current = showingLatest(this.releases, this.current);
    this.addDomainEvent(new ExtensionUnyanked(at, this.deedOf(by), version?.text));
  }

  /**
   * It stays as it is, and nobody should begin to use it. Saying the same again is no news.
   * @param successor what to use in its place; null for nothing
   * @throws {TakenDownError} @throws {NotYoursToChangeError} @throws {SuccessorUnknownError}
   */
  deprecate(by: Editor, successor: Successor | null, at: Date): void {
    this.assertLookedAfterBy(by);
    const { name, deprecated } = this.current;
    if (successor !== null && !maySucceed(successor, this.current))
      throw new SuccessorUnknownError(name.text, successor.name);
    const supersededBy = successor?.name ?? null;
    if (deprecated !== null && deprecated.supersededBy === supersededBy) return;
    this.current = { ...this.current, deprecated: { at, supersededBy } };
    this.addDomainEvent(new ExtensionDeprecated(at, this.deedOf(by), supersededBy ?? undefined));
  }

  /** @throws {TakenDownError} @throws {NotYoursToChangeError} */
  undeprecate(by: Editor, at: Date): void {
    this.assertLookedAfterBy(by);
    if (this.current.deprecated === null) return;
    this.current = { ...this.current, deprecated: null };
    this.addDomainEvent(new ExtensionUndeprecated(at, this.deedOf(by)));
  }

  /** @throws {TakenDownError} @throws {NotYoursToChangeError} */
  changeVisibility(by: Editor, visibility: Visibility, at: Date): void {
    this.assertLookedAfterBy(by);
    if (this.current.visibility === visibility) return;
    this.current = { ...this.current, visibility };
    this.addDomainEvent(new VisibilityChanged(at, this.deedOf(by), this.current.home.collectiveId));
  }

  /** @throws {TakenDownError} when it is already */
  takeDown(reason: string, at: Date): void {
    this.assertNotTakenDown();
    const { name, home } = this.current;
    this.current = { ...this.current, takenDown: { at, reason } };
    this.addDomainEvent(new ExtensionTakenDown(at, this.id, name.text, home.collectiveId, reason));
  }

  /** @throws {NotTakenDownError} */
  restore(at: Date): void {
    const { name, home, takenDown } = this.current;
    if (takenDown === null) throw new NotTakenDownError(name.text);
    this.current = { ...this.current, takenDown: null };
    this.addDomainEvent(new ExtensionRestored(at, this.id, name.text, home.collectiveId));
  }

  /** For the repository: they are handed out once. */
  takeUnsaved(): UnsavedReleases {
    return this.releases.takeUnsaved();
  }

  private known(version: CalVer): Release {
    const release = this.releases.get(version);
    if (release === null) throw new VersionNotFoundError(this.current.name.text, version.text);
    return release;
  }

  private assertLookedAfterBy(editor: Editor): void {
    this.assertNotTakenDown();
    if (!looksAfterEverything(editor)) throw this.notTheirs();
  }

  private assertNotTakenDown(): void {
    const { name, takenDown } = this.current;
    if (takenDown !== null) throw new TakenDownError(name.text, takenDown.reason);
  }

  private notTheirs(): NotYoursToChangeError {
    return new NotYoursToChangeError(this.current.name.text);
  }

  private called(version?: CalVer): string {
    const { name } = this.current;
    return version === undefined ? name.text : `${name.text} ${version.text}`;
  }

  private deedOf({ userId, username }: Editor) {
    const { name, visibility } = this.current;
    return { extensionId: this.id, extensionName: name.text, userId, username, visibility };
  }
}

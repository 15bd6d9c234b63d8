import { AggregateRoot } from '@boardwalk/domain';
import { type PullEvent, VersionPulled } from './pull.events.js';
import type { Publisher, Visibility } from './release.js';

/** Who pulls, as far as pulls are told apart within a day. */
export interface Puller {
  /** The same for everything that this puller pulls on one day, UTC. */
  readonly mark: string;
  /** Absent for who is not signed in. */
  readonly userId?: string;
}

/** A version that is pulled. */
export interface PulledVersion {
  readonly extensionId: string;
  readonly extensionName: string;
  readonly version: string;
  readonly visibility: Visibility;
  /** Who published the version; null once the account is gone. */
  readonly author: Publisher | null;
  /** Who published the extension first; null once the account is gone. */
  readonly extensionAuthorUserId: string | null;
  /** Whether the puller belongs to the collective that it is published under. */
  readonly isOfMembers: boolean;
}

/** That somebody pulled a version on some day; more of the same on that day is the same pull. */
export class Pull extends AggregateRoot<PullEvent> {
  private constructor(
    readonly pulled: PulledVersion,
    readonly puller: Puller,
    /** ISO 8601, UTC: `2026-03-17`. */
    readonly day: string,
  ) {
    super();
  }

  /** It is told of where the pulled version has an author whom the pull can be told to. */
  static of(pulled: PulledVersion, puller: Puller, at: Date): Pull {
    const pull = new Pull(pulled, puller, at.toISOString().slice(0, 10));
    const { extensionId, extensionName, version, author, visibility } = pulled;
    if (author !== null && pull.counts)
      pull.addDomainEvent(
        new VersionPulled(at, extensionId, extensionName, version, author, puller.userId, visibility),
      );
    return pull;
  }

  get id(): string {
    return `${this.pulled.extensionId} ${this.pulled.version} ${this.day} ${this.puller.mark}`;
  }

  /** Whoever made it, or works on it with others, may pull it as often as they like: that says nothing about its use. */
  get counts(): boolean {
    const { author, extensionAuthorUserId, isOfMembers } = this.pulled;
    const { userId } = this.puller;
    const isOwn = userId !== undefined && [author?.userId, extensionAuthorUserId].includes(userId);
    return !isOwn && !isOfMembers;
  }
}

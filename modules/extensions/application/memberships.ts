import type { Role } from '../domain/editor.js';
import type { Home } from '../domain/extension-state.js';
import type { Publisher } from '../domain/release.js';

/** This context's own picture of who there is, which collectives there are, and who belongs to which. */
export abstract class Memberships {
  /**
   * Somebody new, or somebody known under another name.
   * @param isPublic whether others may find somebody new; usually they may
   */
  abstract addPerson(person: Publisher, isPublic?: boolean): Promise<void>;

  /** Whether others may find the person. */
  abstract setPublic(userId: string, isPublic: boolean): Promise<void>;

  /** Whether the person is shut out for the time being. */
  abstract setSuspended(userId: string, suspended: boolean): Promise<void>;

  /**
   * False for somebody whose account is gone. Everybody else, known here or not yet, keeps theirs until the unit of work ends:
   * whoever is about to remove them waits, and finds what was done.
   */
  abstract hold(userId: string): Promise<boolean>;

  /** Nothing of the person is left in this picture, but that they are gone. */
  abstract removePerson(userId: string): Promise<void>;

  abstract addCollective(collective: Home): Promise<void>;

  /** The former slug leads to the collective for as long as it bears another one. */
  abstract renameCollective(collectiveId: string, formerSlug: string, slug: string): Promise<void>;

  /** Nobody belongs to it any more, and nothing is published under it. */
  abstract dissolveCollective(collectiveId: string): Promise<void>;

  /** Somebody who belongs to it already has this role from now on. */
  abstract join(collectiveId: string, userId: string, role: Role): Promise<void>;

  abstract leave(collectiveId: string, userId: string): Promise<void>;

  /** The collective with this slug, or that once had it, if the person belongs to it. */
  abstract homeOf(userId: string, slug: string): Promise<Home | null>;

  /** What the person is in the collective that the extension is published under; null when nothing, or there is none. */
  abstract roleAround(extensionName: string, userId: string): Promise<Role | null>;

  /** Those of these people who are known, by username. They keep their account and name until the unit of work ends. */
  abstract people(usernames: readonly string[]): Promise<ReadonlyMap<string, Publisher>>;

  /** Those of these collectives that are known, by the slug that was asked for; a former one leads to its collective. */
  abstract collectives(slugs: readonly string[]): Promise<ReadonlyMap<string, Home>>;
}

/** The subscription whose consumers keep {@link Memberships} up to date. */
export const membershipsSubscription = 'extensions.memberships';

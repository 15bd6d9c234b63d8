import { CollectiveNotFoundError, RoleTooLowError } from '../domain/collective.errors.js';
import { looksAfter, type Role } from '../domain/role.js';

export interface CollectiveSummary {
  readonly collectiveId: string;
  readonly slug: string;
  readonly name: string;
  readonly personal: boolean;
  readonly foundedAt: Date;
  readonly memberCount: number;
}

export interface CollectiveDetails extends CollectiveSummary {
  /** Null for whoever is not a member. */
  readonly members:
    | readonly { readonly username: string; readonly role: Role; readonly joinedAt: Date }[]
    | null;
}

export interface OwnCollective {
  readonly collectiveId: string;
  readonly slug: string;
  readonly name: string;
  readonly personal: boolean;
  readonly role: Role;
  readonly joinedAt: Date;
}

/** Somebody signed in, a program of a collective, or null for everybody else. */
export type Viewer = { readonly userId: string } | { readonly collectiveId: string } | null;

/** It has another slug now. */
export interface Moved {
  readonly movedTo: string;
}

export interface Membership {
  readonly collectiveId: string;
  readonly role: Role;
}

/**
 * What there is to see. A personal collective tells who somebody is: while its person has no public profile, or is shut out, it
 * exists for themselves and their programs only. Within a collective, members see each other, whatever their profiles say.
 */
export abstract class CollectiveReads {
  /** What everybody may see; by slug, from the one after `after`. */
  abstract list(after: string | undefined, size: number): Promise<CollectiveSummary[]>;

  /** What somebody belongs to; by slug, from the one after `after`. */
  abstract ofMember(userId: string, after: string | undefined, size: number): Promise<OwnCollective[]>;

  /** @throws {CollectiveNotFoundError} */
  async show(slug: string, viewer: Viewer): Promise<CollectiveDetails | Moved> {
    const found = await this.withSlug(slug, viewer);
    if (found !== null) return found;
    const movedTo = await this.slugNow(slug, viewer);
    if (movedTo === null) throw new CollectiveNotFoundError(slug);
    return { movedTo };
  }

  /**
   * The id of a collective, for whoever looks after it.
   * @param what as in `Your role does not let you …`
   * @throws {CollectiveNotFoundError} @throws {RoleTooLowError}
   */
  async lookedAfterBy(userId: string, slug: string, what: string): Promise<string> {
    const membership = await this.membership(slug, userId);
    if (membership === null) throw new CollectiveNotFoundError(slug);
    if (!looksAfter(membership.role)) throw new RoleTooLowError(membership.role, what);
    return membership.collectiveId;
  }

  protected abstract withSlug(slug: string, viewer: Viewer): Promise<CollectiveDetails | null>;

  /** Of the collective that had a slug before; null when there was none, it is dissolved, or not for the viewer. */
  protected abstract slugNow(oldSlug: string, viewer: Viewer): Promise<string | null>;

  protected abstract membership(slug: string, userId: string): Promise<Membership | null>;
}

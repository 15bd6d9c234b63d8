import { CollectiveNotFoundError } from '../domain/collective.errors.js';
import type { Role } from '../domain/role.js';

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

export abstract class CollectiveReads {
  /** By slug, from the one after `after`. */
  abstract list(after: string | undefined, size: number): Promise<CollectiveSummary[]>;

  /** @param viewerUserId null for whoever is not signed in */
  async show(slug: string, viewerUserId: string | null): Promise<CollectiveDetails> {
    const found = await this.withSlug(slug, viewerUserId);
    if (found === null) throw new CollectiveNotFoundError(slug);
    return found;
  }

  protected abstract withSlug(slug: string, viewerUserId: string | null): Promise<CollectiveDetails | null>;
}

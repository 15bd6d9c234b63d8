import type { Home } from '../domain/extension.js';
import type { Publisher } from '../domain/release.js';

/** This context's own picture of who there is, which collectives there are, and who belongs to which. */
export abstract class Memberships {
  abstract addPerson(person: Publisher): Promise<void>;

  abstract addCollective(collective: Home): Promise<void>;

  abstract join(collectiveId: string, userId: string): Promise<void>;

  abstract leave(collectiveId: string, userId: string): Promise<void>;

  /** The collective with this slug, if the person belongs to it. */
  abstract homeOf(userId: string, slug: string): Promise<Home | null>;

  /** Those of these people who are known, by username. */
  abstract people(usernames: readonly string[]): Promise<ReadonlyMap<string, Publisher>>;

  /** Those of these collectives that are known, by slug. */
  abstract collectives(slugs: readonly string[]): Promise<ReadonlyMap<string, Home>>;
}

/** The subscription whose consumers keep {@link Memberships} up to date. */
export const membershipsSubscription = 'extensions.memberships';

import type { Publication } from './publication.js';

export abstract class PublicationRepository {
  /** Null when there is none, or it is somebody else's. */
  abstract get(id: string, userId: string): Promise<Publication | null>;

  /** Whomever it belongs to. */
  abstract find(id: string): Promise<Publication | null>;

  /**
   * How many of theirs are neither confirmed nor expired. Nobody counts theirs meanwhile, until the unit of work ends.
   */
  abstract countOpenOf(userId: string, at: Date): Promise<number>;

  abstract save(publication: Publication): Promise<void>;
}

import type { Publication } from './publication.js';

export abstract class PublicationRepository {
  /** Null when there is none, or it is somebody else's. */
  abstract get(id: string, userId: string): Promise<Publication | null>;

  /** Whomever it belongs to. */
  abstract find(id: string): Promise<Publication | null>;

  abstract save(publication: Publication): Promise<void>;
}

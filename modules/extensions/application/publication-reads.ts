import type { Announced } from './archives.js';

export type PublicationStatus = 'initiated' | 'uploaded' | 'confirmed' | 'expired';

export interface PublicationView extends Announced {
  readonly publicationId: string;
  readonly name: string;
  readonly version: string;
  readonly status: PublicationStatus;
  readonly initiatedAt: Date;
  readonly expiresAt: Date;
  readonly confirmedAt: Date | null;
  readonly extensionId: string | null;
}

export abstract class PublicationReads {
  /** @throws {PublicationNotFoundError} when there is none, or it is somebody else's */
  abstract show(publicationId: string, userId: string): Promise<PublicationView>;

  /**
   * What is to arrive, if anything is. Asked before the first byte is read.
   * @throws {PublicationNotFoundError} @throws {PublicationExpiredError} @throws {PublicationConfirmedError}
   */
  abstract announced(publicationId: string, userId: string): Promise<Announced>;
}

import { RemoveExpiredArchive } from './remove-expired-archive.js';

/** Sees to it that archives that nobody published do not lie around for ever. */
export abstract class Expiries {
  /** The archive of this publication is to be removed some time after it has expired, unless that is cancelled. */
  abstract plan(publicationId: string, expiresAt: Date): Promise<void>;

  /** The archive of this publication, if there is any, is to be removed at this time already. */
  abstract hasten(publicationId: string, at: Date): Promise<void>;

  /** The archive of this publication stays. */
  abstract cancel(publicationId: string): Promise<void>;

  /** What is to be done when the time has come. */
  protected removalOf(publicationId: string): RemoveExpiredArchive {
    return new RemoveExpiredArchive(publicationId);
  }
}

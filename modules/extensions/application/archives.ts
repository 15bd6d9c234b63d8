import { configuration } from '../domain/configuration.js';

/** What an archive, and what is said about a version, may be at most. */
export const archiveLimits = configuration.archives;
export const textLimits = configuration.texts;
export const mostDependencies = configuration.dependencies;

/** What was announced about an archive that is about to arrive. */
export interface Announced {
  /** SHA-256, hexadecimal. */
  readonly checksum: string;
  /** Bytes. */
  readonly size: number;
}

/** Where the archives of publications lie. */
export abstract class Archives {
  /**
   * Stores an archive while it arrives. It is there as a whole once the promise resolves; when the promise rejects,
   * nothing of it is.
   * @throws {ChecksumMismatchError} @throws {SizeMismatchError} when it is not the one that was announced
   * @throws {ArchiveRefusedError} when it is no gzip'd tar, or holds what an archive must not hold
   */
  abstract store(
    publicationId: string,
    content: AsyncIterable<Uint8Array>,
    announced: Announced,
  ): Promise<void>;

  /** The archive of a published version, once it is certain that it is there; opened when somebody begins to read. */
  abstract read(publicationId: string): Promise<AsyncIterable<Uint8Array>>;

  /** Removes whatever there is of an archive, the remains of broken uploads included. */
  abstract remove(publicationId: string): Promise<void>;
}

/** What an archive may be at most. */
export const archiveLimits = {
  /** Bytes as uploaded. */
  packedBytes: 50_000_000,
  /** Bytes once decompressed, headers included. */
  unpackedBytes: 250_000_000,
  /** Files and folders. */
  entries: 5_000,
  /** Bytes of an entry's path. */
  pathBytes: 512,
} as const;

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

  /** Removes whatever there is of an archive, the remains of broken uploads included. */
  abstract remove(publicationId: string): Promise<void>;
}

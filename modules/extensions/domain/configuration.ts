/** Everything about publishing that is a choice: how long, how large, how many. */
export const configuration = {
  /** How long a publication waits for its archive and its confirmation, in milliseconds. */
  publicationLifetimeMs: 24 * 60 * 60 * 1000,
  /** Publications that one person may have announced and not confirmed, until they expire. */
  mostOpenPublications: 100,
  /** What an archive may be at most. */
  archives: {
    /** Bytes as uploaded. */
    packedBytes: 50_000_000,
    /** Bytes once decompressed, headers included. */
    unpackedBytes: 250_000_000,
    /** Files and folders. */
    entries: 5_000,
    /** Bytes of an entry's path. */
    pathBytes: 512,
  },
  /** What may be said about a version at most, in characters and numbers of items. */
  texts: {
    description: 500,
    license: 100,
    releaseNotes: 20_000,
    reason: 500,
    word: 64,
    words: 50,
    kinds: 50,
  },
  /** Names of extensions that a version may depend on. */
  dependencies: 200,
} as const;

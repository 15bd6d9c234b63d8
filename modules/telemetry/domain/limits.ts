/** How records are forwarded to the analytics sink. */
export const forwarding = {
  /** Events of one request. Mixpanel takes 2,000. */
  batchEvents: 1_000,
  /** Characters of one request, about. Mixpanel takes 2 MB. */
  batchCharacters: 1_500_000,
  /** Milliseconds for which a first record waits for others to go with it. */
  lingerMs: 1_000,
  /** Milliseconds after a request until somebody looks for what was committed meanwhile. */
  lookAgainMs: 5_000,
  /** Days for which requests that were made are kept. */
  keptDays: 7,
} as const;

/**
 * Milliseconds after an account is gone until what was written at the same moment is gone through again. Longer than a request to
 * the sink may last.
 */
export const secondSweepMs = 60_000;

/** Days for which things are kept that are no records. */
export const keptDays = {
  /** What the two sides told, at least. A call that is repeated later is another call. */
  observations: 90,
  /** Who still made calls that were only counted. */
  supersededCalls: 400,
  /** That the sink refused a record. The record stays. */
  refusedRecords: 90,
  /** That the sink has taken a deletion. It may take the sink 30 days to do so. */
  deletions: 60,
} as const;

/**
 * Days for which what the two sides told is kept. A fact that is replayed has to find its partner again, or it becomes a second
 * record; the log drops facts some days at a time, and later when somebody has not read them.
 * @param factDays for which facts are kept, at least
 */
export const observationDays = (factDays: number): number => Math.max(keptDays.observations, 2 * factDays);

/** Examples of each difference that a parity report shows. */
export const parityExamples = 3;

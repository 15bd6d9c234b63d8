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

/** Milliseconds after an account is gone until what was written at the same moment is gone through again. */
export const secondSweepMs = 60_000;

/** Examples of each difference that a parity report shows. */
export const parityExamples = 3;

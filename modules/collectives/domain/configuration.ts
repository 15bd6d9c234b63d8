/** The numbers of this context that are ours to choose. */
export const configuration = {
  /** How long an invite can be answered: 7 days, in milliseconds. */
  inviteLifetimeMs: 7 * 24 * 60 * 60 * 1000,
  /** How many tokens a collective has at the most. */
  mostTokens: 50,
  /** The last use of a token is noted no more often than this, in milliseconds. */
  tokenUseNotedEveryMs: 60_000,
} as const;

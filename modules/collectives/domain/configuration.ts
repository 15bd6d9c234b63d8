const day = 24 * 60 * 60 * 1000;

/** The numbers of this context that are ours to choose. Durations are in milliseconds. */
export const configuration = {
  /** How long an invite can be answered. */
  inviteLifetimeMs: 7 * day,
  /** How long after that it is known what became of it. */
  endedInviteKeptMs: 30 * day,
  /** Mails of invites within a window. Those that were accepted do not count. */
  inviteMails: {
    withinMs: day,
    mostPerAddress: 5,
    /** Of those to one address, so that nobody closes it to everybody else's invites. */
    mostPerAddressOfOne: 2,
    mostPerInviter: 50,
  },
  /** Collectives that one person may be an owner of and found another one. The personal one does not count. */
  mostOwned: 50,
  /** Slugs that one person may choose within a window, for new collectives and for old ones: each is taken for ever. */
  slugs: { withinMs: 30 * day, most: 30 },
  /** How many tokens a collective has at the most. */
  mostTokens: 50,
  /** The last use of a token is noted no more often than this. */
  tokenUseNotedEveryMs: 60_000,
} as const;

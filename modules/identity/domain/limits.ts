const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The numbers of this context that are ours to choose. Durations are in milliseconds. */
export const limits = {
  session: {
    lifetime: 7 * day,
    /** So young must a session be to stand for a password that its person does not have. */
    freshness: 10 * minute,
  },
  verification: { lifetime: day },
  passwordReset: { lifetime: hour },
  /** Names that one person may hold, former ones included: they are taken from everybody else. */
  usernames: 10,
  /** Characters. */
  displayName: 80,
  profile: { bio: 500, links: 5, linkLength: 200 },
  /** Characters of why an account is suspended. */
  reason: 500,
  /** Tries that count, per account and per network, within a window. All but the first kind send a mail. */
  attempts: {
    'sign-in': { perAccount: 10, perNetwork: 100, window: 15 * minute },
    reset: { perAccount: 3, perNetwork: 30, window: hour },
    verification: { perAccount: 3, perNetwork: 30, window: hour },
    /** Counted by the address that is given. Many may sit behind one network. */
    'sign-up': { perAccount: 3, perNetwork: 100, window: hour },
    client: { perAccount: 10, perNetwork: 30, window: hour },
  },
} as const;

const minute = 60_000;

/** Milliseconds for which something is news. What is older, as everything in an import is, is not announced. */
export const newsLastsMs = 24 * 60 * minute;

/** Milliseconds for which a message is remembered, and taken back if need be. What a channel reads stays there. */
export const keptMs = 365 * 24 * 60 * minute;

/** How many webhooks a person may have registered at a time. */
export const webhooksPerPerson = 5;

/** Characters of a message, at most, as Discord counts them. */
export const longestMessage = 2_000;

/** Items that a collected message names before it counts the rest. */
export const namedInCollected = 8;

/** Channels that are written to at the same time. */
export const channelsAtOnce = 16;

/** How a burst of announcements of one kind is collapsed. */
export interface BurstRule {
  /** Milliseconds, from the first message on, for which what follows is collected. */
  readonly windowMs: number;
  /** Messages of a window that go out by themselves. */
  readonly alone: number;
}

/** Publications count by collective: a release of ten extensions is one event to those who read. */
export const publicationBurst: BurstRule = { windowMs: 10 * minute, alone: 1 };

/** All who join count together: a channel is no register. */
export const memberBurst: BurstRule = { windowMs: 10 * minute, alone: 10 };

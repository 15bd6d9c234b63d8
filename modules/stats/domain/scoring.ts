/**
 * Everything about scores that is a choice: amounts, limits, badges, tiers, windows. Raise `version` with every change:
 * a rebuild from the log grants what the current version says, so two versions give two different ledgers.
 *
 * Points are whole or half; halves have an exact binary form, so sums of them are exact.
 */
export const scoring = {
  version: 2,

  /** What is done, and what it is worth. An amount with an allowance is granted only as far as the allowance reaches. */
  grants: {
    'sign-up': { category: 'joining', points: 20 },
    'email-verified': { category: 'joining', points: 80 },
    'daily-sign-in': { category: 'presence', points: 10 },
    'collective-founded': { category: 'collectives', points: 50, allowance: 'founding' },
    'invite-accepted-inviter': { category: 'collectives', points: 75 },
    'invite-accepted-invitee': { category: 'collectives', points: 25 },
    'first-publication': { category: 'publishing', points: 500, allowance: 'publishing' },
    'further-version': { category: 'publishing', points: 50, allowance: 'publishing' },
    pull: { category: 'pulls', points: 1, allowance: 'pulls' },
    'further-pull': { category: 'pulls', points: 0.5, allowance: 'pulls' },
  },

  /** The most points that one person gets for the grants that name the allowance, in all or in each season. */
  allowances: {
    founding: { points: 5 * 50, per: 'lifetime' },
    publishing: { points: 5_000, per: 'season' },
    pulls: { points: 500, per: 'season' },
  },

  /** What a daily sign-in is multiplied with, from that day of the streak on. */
  streak: [
    { fromDay: 1, times: 1 },
    { fromDay: 2, times: 1.5 },
    { fromDay: 7, times: 3 },
    { fromDay: 30, times: 5 },
  ],

  /** How many pulls of what a person published are worth a `pull`; those after them are worth a `further-pull`. */
  fullPulls: 100,

  /**
   * An exclusive badge has one holder ever. The points of badges count against no allowance. `at` is how many it takes
   * of what the badge is for: platforms, pulls, days in a row.
   */
  badges: {
    'first-publish': { name: 'First Publish', points: 100, exclusive: false, at: 1 },
    'first-on-the-boardwalk': { name: 'First on the Boardwalk', points: 1_000, exclusive: true, at: 1 },
    polyglot: { name: 'Polyglot', points: 100, exclusive: false, at: 3 },
    centurion: { name: 'Centurion', points: 100, exclusive: false, at: 100 },
    'team-player': { name: 'Team Player', points: 100, exclusive: false, at: 1 },
    founder: { name: 'Founder', points: 100, exclusive: false, at: 1 },
    'streak-7': { name: 'Streak 7', points: 100, exclusive: false, at: 7 },
    'streak-30': { name: 'Streak 30', points: 100, exclusive: false, at: 30 },
    'streak-100': { name: 'Streak 100', points: 100, exclusive: false, at: 100 },
  },

  /** The balance at which each tier begins, lowest first; everybody starts in the first. */
  tiers: [
    { name: 'Novice I', from: 0 },
    { name: 'Novice II', from: 50 },
    { name: 'Novice III', from: 100 },
    { name: 'Contributor I', from: 500 },
    { name: 'Contributor II', from: 1_000 },
    { name: 'Contributor III', from: 2_000 },
    { name: 'Maintainer I', from: 3_500 },
    { name: 'Maintainer II', from: 5_000 },
    { name: 'Maintainer III', from: 7_500 },
    { name: 'Steward I', from: 10_000 },
    { name: 'Steward II', from: 15_000 },
    { name: 'Steward III', from: 20_000 },
    { name: 'Pillar I', from: 30_000 },
    { name: 'Pillar II', from: 50_000 },
    { name: 'Pillar III', from: 75_000 },
  ],

  seasonDays: 90,
  rollingDays: { week: 7, day: 1 },
} as const satisfies Scoring;

export type GrantSource = keyof typeof scoring.grants;
export type BadgeId = keyof typeof scoring.badges;
export type AllowanceName = 'founding' | 'publishing' | 'pulls';

/** What one kind of grant is worth, as the ledger names it. */
export interface GrantRule {
  readonly category: string;
  readonly points: number;
  readonly allowance?: AllowanceName;
}

interface Scoring {
  readonly version: number;
  readonly grants: Readonly<Record<string, GrantRule>>;
  readonly allowances: Readonly<Record<AllowanceName, { points: number; per: 'lifetime' | 'season' }>>;
  readonly streak: readonly { fromDay: number; times: number }[];
  readonly fullPulls: number;
  readonly badges: Readonly<Record<string, { name: string; points: number; exclusive: boolean; at: number }>>;
  readonly tiers: readonly [Tier, ...Tier[]];
  readonly seasonDays: number;
  readonly rollingDays: Readonly<Record<string, number>>;
}

export interface Tier {
  readonly name: string;
  readonly from: number;
}

/** The highest tier that a balance reaches. */
export function tierAt(total: number): Tier {
  return scoring.tiers.findLast((tier) => tier.from <= total) ?? scoring.tiers[0];
}

/** Null above the top of the ladder. */
export function tierAfter(total: number): Tier | null {
  return scoring.tiers.find((tier) => tier.from > total) ?? null;
}

/** @param days how long the streak is with this day */
export function timesOfDay(days: number): number {
  return scoring.streak.findLast(({ fromDay }) => fromDay <= days)?.times ?? 1;
}

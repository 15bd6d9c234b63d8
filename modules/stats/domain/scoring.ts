/**
 * Everything about scores that is a choice: amounts, limits, badges, tiers, windows. Raise `version` with every change:
 * a rebuild from the log grants what the current version says, so two versions give two different ledgers.
 */
export const scoring = {
  version: 1,

  /** What is done, and what it is worth. An amount with an allowance is granted only as far as the allowance reaches. */
  grants: {
    'sign-up': { category: 'joining', points: 20 },
    'email-verified': { category: 'joining', points: 80 },
    'collective-founded': { category: 'collectives', points: 50, allowance: 'founding' },
    'invite-accepted-inviter': { category: 'collectives', points: 75 },
    'invite-accepted-invitee': { category: 'collectives', points: 25 },
    'first-publication': { category: 'publishing', points: 500, allowance: 'publishing' },
    'further-version': { category: 'publishing', points: 50, allowance: 'publishing' },
  },

  /** The most points that one person gets for the grants that name the allowance, in all or in each season. */
  allowances: {
    founding: { points: 5 * 50, per: 'lifetime' },
    publishing: { points: 5_000, per: 'season' },
  },

  /** An exclusive badge has one holder ever. The points of badges count against no allowance. */
  badges: {
    'first-publish': { name: 'First Publish', points: 100, exclusive: false },
    'first-on-the-boardwalk': { name: 'First on the Boardwalk', points: 1_000, exclusive: true },
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
export type AllowanceName = 'founding' | 'publishing';

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
  readonly badges: Readonly<Record<string, { name: string; points: number; exclusive: boolean }>>;
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

import { type GrantRule, scoring } from './scoring.js';
import { seasonOf } from './window.js';

/** How many points a group of grants may bring, and the name under which an account counts them. */
export interface Allowance {
  /** `founding`, `publishing:229`: the number is that of the season. */
  readonly key: string;
  readonly points: number;
}

/** What pays for a grant at that time; null for one that nothing limits. */
export function allowanceOf({ allowance }: GrantRule, at: Date): Allowance | null {
  if (allowance === undefined) return null;
  const { points, per } = scoring.allowances[allowance];
  return { key: per === 'season' ? `${allowance}:${seasonOf(at)}` : allowance, points };
}

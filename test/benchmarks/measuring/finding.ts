import { type Estimate, estimate, median, ratios } from './statistics.ts';
import type { Ledger } from './rounds.ts';

export type Target = { readonly atLeast: number } | { readonly atMost: number };

/** One line of the table. */
export interface Finding {
  readonly what: string;
  /** Medians of the two that are compared; a figure that stands by itself has no `theirs`. */
  readonly ours: number;
  readonly theirs?: number;
  /** Whom we are compared with: a peer, the limit, or ourselves under other conditions. */
  readonly against: string;
  readonly unit: string;
  /** Of the rounds' ratios; of the figure itself when it stands by itself. */
  readonly estimate: Estimate;
  readonly target?: Target;
}

export interface Comparison {
  readonly what: string;
  readonly figure: string;
  readonly unit: string;
  /** Names in the ledger; what stands before a colon is not repeated in the table. */
  readonly ours: string;
  readonly theirs: string;
  readonly target?: Target;
}

export function compared(ledger: Ledger, { what, figure, unit, ours, theirs, target }: Comparison): Finding {
  const [mine, other] = [ledger.of(ours, figure), ledger.of(theirs, figure)];
  return {
    what,
    ours: median(mine),
    theirs: median(other),
    against: theirs.replace(/^.*: /, ''),
    unit,
    estimate: estimate(ratios(mine, other)),
    ...(target !== undefined && { target }),
  };
}

/** A figure that stands by itself. */
export function alone(what: string, unit: string, values: readonly number[], target?: Target): Finding {
  const own = estimate(values);
  return {
    what,
    ours: own.middle,
    against: '',
    unit,
    estimate: own,
    ...(target !== undefined && { target }),
  };
}

export type Verdict = 'met' | 'met?' | 'missed?' | 'missed' | '';

/** With a question mark when the interval reaches over the target: more rounds, or a quieter machine, would tell. */
export function verdictOf({ estimate: { middle, low, high }, target }: Finding): Verdict {
  if (target === undefined) return '';
  const [good, sure, lost] =
    'atLeast' in target
      ? [middle >= target.atLeast, low >= target.atLeast, high < target.atLeast]
      : [middle <= target.atMost, high <= target.atMost, low > target.atMost];
  if (good) return sure ? 'met' : 'met?';
  return lost ? 'missed' : 'missed?';
}

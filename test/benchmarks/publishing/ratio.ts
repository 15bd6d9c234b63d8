export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export interface Ratio {
  readonly name: string;
  readonly middle: number;
  /** The interval that holds the true median of the rounds' ratios with 95 % confidence (sign test). */
  readonly low: number;
  readonly high: number;
  readonly target: number;
}

/** Round by round, so that a machine whose speed drifts does not decide. */
export function compare(
  name: string,
  rates: Record<string, number[]>,
  ours: string,
  theirs: string,
  target: number,
): Ratio {
  const mine = rates[ours] ?? [];
  const other = rates[theirs] ?? [];
  const ratios = mine.map((rate, round) => rate / (other[round] ?? Number.NaN)).sort((a, b) => a - b);
  const skip = Math.max(0, Math.floor((ratios.length - 1.96 * Math.sqrt(ratios.length)) / 2));
  return {
    name,
    middle: median(ratios),
    low: ratios[skip] ?? Number.NaN,
    high: ratios[ratios.length - 1 - skip] ?? Number.NaN,
    target,
  };
}

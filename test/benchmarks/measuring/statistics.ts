export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Between two values the line is straight. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (low === undefined || high === undefined) throw new Error('nothing was measured, so there is no median');
  return low + (high - low) * (place - Math.floor(place));
}

export interface Estimate {
  readonly middle: number;
  /** The interval that holds the true median with 95 % confidence (sign test; below six rounds all that was seen). */
  readonly low: number;
  readonly high: number;
}

export function estimate(values: readonly number[]): Estimate {
  const sorted = values.toSorted((a, b) => a - b);
  const outside = Math.max(0, Math.floor((sorted.length - 1.96 * Math.sqrt(sorted.length)) / 2));
  return {
    middle: median(sorted),
    low: sorted[outside] ?? Number.NaN,
    high: sorted[sorted.length - 1 - outside] ?? Number.NaN,
  };
}

/** Round by round, so that a machine whose speed drifts does not decide. */
export function ratios(ours: readonly number[], theirs: readonly number[]): number[] {
  if (ours.length !== theirs.length)
    throw new Error(`${ours.length} rounds of one and ${theirs.length} of the other cannot be compared.`);
  return ours.map((value, round) => value / (theirs[round] ?? Number.NaN));
}

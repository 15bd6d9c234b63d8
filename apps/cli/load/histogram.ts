/** Two neighbouring values that differ by less are counted as one. */
const ratio = 1.01;

/** How long things took, in as little memory for a million of them as for a hundred. */
export class Histogram {
  count = 0;
  private largest = 0;
  private readonly buckets = new Map<number, number>();

  /** @param milliseconds 0 counts as a hundredth of one */
  add(milliseconds: number): void {
    const value = Math.max(0.01, milliseconds);
    const bucket = Math.ceil(Math.log(value) / Math.log(ratio));
    this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + 1);
    this.count += 1;
    this.largest = Math.max(this.largest, value);
  }

  include(other: Histogram): void {
    for (const [bucket, count] of other.buckets)
      this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + count);
    this.count += other.count;
    this.largest = Math.max(this.largest, other.largest);
  }

  /** The value that so large a share stays below, at most one per cent too high. @param share 0 to 1 */
  percentile(share: number): number {
    let seen = 0;
    for (const [bucket, count] of [...this.buckets].sort(([one], [other]) => one - other)) {
      seen += count;
      if (seen >= share * this.count) return Math.min(ratio ** bucket, this.largest);
    }
    return 0;
  }

  get percentiles(): Percentiles {
    const of = (share: number) => rounded(this.percentile(share));
    return { p50: of(0.5), p90: of(0.9), p99: of(0.99), p999: of(0.999), max: rounded(this.largest) };
  }
}

/** Milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}

import type { TraceSpan } from '../platform/operator.js';

interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Whether a span runs in it. */
  readonly busy: boolean;
}

/** Longer than this part of all that is busy, and a stretch in which nothing runs is folded. */
const foldedFrom = 0.5;
/** The part of the axis that a folded stretch gets, and the most that all of them may have. */
const gapShare = 0.06;
const mostGaps = 0.5;

/**
 * Time as cells of a line. A long time in which nothing runs, such as the hour before a redrive, is folded, or the rest
 * could not be seen beside it.
 */
export class Axis {
  /** Milliseconds that are folded away; 0 when the axis is even. */
  readonly folded: number;
  /** Cells in which they are. */
  readonly foldedCells: ReadonlySet<number>;
  private readonly stretches: readonly (Stretch & { readonly start: number; readonly size: number })[];

  constructor(
    spans: readonly Pick<TraceSpan, 'offsetMs' | 'durationMs'>[],
    private readonly cells: number,
  ) {
    const stretches = stretchesOf(spans);
    const busy = total(stretches.filter((stretch) => stretch.busy));
    const gaps = stretches.filter((stretch) => !stretch.busy && length(stretch) > busy * foldedFrom);
    const gapSize = gaps.length === 0 ? 0 : Math.min(gapShare, mostGaps / gaps.length);
    const even = total(stretches) - total(gaps);
    const scale = even === 0 ? 0 : (1 - gapSize * gaps.length) / even;
    let start = 0;
    this.stretches = stretches.map((stretch) => {
      const size = gaps.includes(stretch) ? gapSize : length(stretch) * scale;
      const placed = { ...stretch, start, size };
      start += size;
      return placed;
    });
    this.folded = total(gaps);
    this.foldedCells = new Set(gaps.flatMap((gap) => this.within(gap)));
  }

  /** The cells that something takes; at least one. */
  place(from: number, to: number): { readonly first: number; readonly last: number } {
    const first = Math.min(this.cells - 1, Math.floor(this.shareAt(from) * this.cells));
    const end = Math.ceil(this.shareAt(to) * this.cells) - 1;
    return { first, last: Math.min(this.cells - 1, Math.max(first, end)) };
  }

  /** Cells that lie in a stretch as a whole. */
  private within({ from, to }: Stretch): number[] {
    const first = Math.ceil(this.shareAt(from) * this.cells);
    const after = Math.floor(this.shareAt(to) * this.cells);
    return Array.from({ length: Math.max(0, after - first) }, (_, at) => first + at);
  }

  private shareAt(time: number): number {
    for (const { from, to, start, size } of this.stretches) {
      if (time <= from) return start;
      if (time < to) return start + (size * (time - from)) / (to - from);
    }
    return 1;
  }
}

function stretchesOf(spans: readonly Pick<TraceSpan, 'offsetMs' | 'durationMs'>[]): Stretch[] {
  const result: { from: number; to: number; busy: boolean }[] = [];
  const inOrder = spans.toSorted((one, other) => one.offsetMs - other.offsetMs);
  for (const { offsetMs: from, durationMs } of inOrder) {
    const to = from + durationMs;
    const last = result.at(-1);
    if (last === undefined) result.push({ from, to, busy: true });
    else if (from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from: last.to, to: from, busy: false }, { from, to, busy: true });
  }
  return result;
}

function length({ from, to }: Stretch): number {
  return to - from;
}

function total(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, stretch) => sum + length(stretch), 0);
}

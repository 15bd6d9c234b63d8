import { scoring } from './scoring.js';

const day = 24 * 60 * 60 * 1_000;

export type WindowName = 'all' | 'season' | 'week' | 'day';

/** Both ends belong to it. Times are whole milliseconds. `from` is null when it reaches back to the beginning. */
export interface Span {
  readonly from: Date | null;
  readonly to: Date;
}

/** Seasons follow one another without a gap; season 0 began with 1970-01-01 in UTC. */
export function seasonOf(at: Date): number {
  return Math.floor(at.getTime() / (scoring.seasonDays * day));
}

/** All of the season that `at` lies in; every other window ends at `at`. */
export function spanOf(window: WindowName, at: Date): Span {
  if (window === 'all') return { from: null, to: at };
  if (window === 'season') {
    const length = scoring.seasonDays * day;
    const start = seasonOf(at) * length;
    return { from: new Date(start), to: new Date(start + length - 1) };
  }
  return { from: new Date(at.getTime() - scoring.rollingDays[window] * day + 1), to: at };
}

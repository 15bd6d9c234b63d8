import { count, duration } from '../terminal/text.js';
import { Histogram } from './histogram.js';
import type { Step } from './highest-rate.js';
import type { Lags } from './lags.js';
import type { Tallies } from './tally.js';

/** Whoever waits longer than this takes a platform for broken. Milliseconds. */
const longestAnswer = 2_000;
const longestLag = 5_000;
/** Subscriptions that need longer than this to catch up were falling behind. Milliseconds. */
export const longestCatchUp = 10_000;
/** A few requests are refused at any rate: two want the same at once. */
const refusedShare = 0.02;

/** Whether a rate went, and otherwise why not. @param catchUpMs null when the subscriptions did not catch up in time */
export function stepOf(ratePerSecond: number, tallies: Tallies, lags: Lags, catchUpMs: number | null): Step {
  const all = new Histogram();
  for (const histogram of lags.seen.values()) all.include(histogram);
  const p99Ms = tallies.latency.percentiles.p99;
  const lagP99Ms = all.percentiles.p99;
  const failed = tallies.sum('failed') + tallies.sum('unanswered');
  const refused = tallies.sum('refused');
  const missed = [...lags.missed.values()].reduce((sum, times) => sum + times, 0);
  const faults: readonly (readonly [boolean, string])[] = [
    [failed > 0, `${count(failed)} failed`],
    [refused > refusedShare * tallies.sum('count'), `${count(refused)} refused`],
    [p99Ms > longestAnswer, `answers took ${duration(p99Ms)}`],
    [lagP99Ms > longestLag, `effects took ${duration(lagP99Ms)}`],
    [missed > 0, `${count(missed)} effects did not come`],
    [catchUpMs === null, 'subscriptions fell behind'],
  ];
  const wrong = faults.filter(([isSo]) => isSo).map(([, fault]) => fault);
  const why = wrong.length === 0 ? null : wrong.join(', ');
  return { ratePerSecond, sustained: why === null, p99Ms, lagP99Ms, catchUpMs, why };
}

import { type Bounds, breachesOf } from './invariants/invariant.ts';
import type { Verdict } from './invariants/judge.ts';
import type { Fault } from './recovery.ts';
import type { Outcome } from './siege.ts';

/** Nearest-rank quantiles that are printed of each kind of recovery. */
const quantiles = { p50: 0.5, p99: 0.99, max: 1 } as const;

const faults: readonly { fault: Fault; what: string; bound: Exclude<keyof Bounds, 'convergenceMs'> }[] = [
  { fault: 'kill', what: 'a worker was killed', bound: 'killMs' },
  { fault: 'freeze', what: 'a holder was frozen', bound: 'freezeMs' },
  { fault: 'restart', what: 'the database was restarted', bound: 'restartMs' },
];

/** Whether subscriptions went on soon enough after each kind of fault. */
export function judgeRecovery({ recoveries }: Outcome, bounds: Bounds): Verdict[] {
  return faults.map(({ fault, bound }) => {
    const p99 = recoveries.quantile(fault, quantiles.p99) ?? 0;
    const slower = recoveries.slowest(fault).filter(({ ms }) => ms > bounds[bound]);
    const late =
      p99 > bounds[bound]
        ? slower.map(({ lane, ms, story }) => `${lane} after ${Math.round(ms)} ms: ${story.join(', ')}`)
        : [];
    return {
      id: `after ${fault}`,
      truth: `every lane goes on within ${bounds[bound]} ms (p99)`,
      ...breachesOf(late),
    };
  });
}

export function printed(outcome: Outcome, verdicts: readonly Verdict[]): string {
  const lines = [`\nSeed ${outcome.seed}, after ${outcome.seconds.toFixed(0)} s:`];
  for (const [name, count] of Object.entries({ ...outcome.counts, ...outcome.peak }))
    lines.push(`  ${name.padEnd(20)}${count.toLocaleString('en')}`);
  lines.push('\nUntil deliveries went on:');
  for (const { fault, what } of faults)
    lines.push(`  ${`after ${what}`.padEnd(32)}${figures(outcome, fault)}`);
  lines.push('\nFrom the last fault to the last effect:');
  for (const [stage, ms] of Object.entries(outcome.convergence))
    lines.push(`  ${stage.padEnd(12)}${ms === undefined ? 'never' : `${Math.round(ms)} ms`}`);
  lines.push('');
  for (const { id, truth, count, examples } of verdicts) {
    lines.push(
      `  ${count === 0 ? 'holds ' : 'BROKEN'}  ${id.padEnd(14)}${truth}${count === 0 ? '' : `: ${count} times`}`,
    );
    for (const example of examples) lines.push(`          ${example}`);
  }
  return lines.join('\n');
}

export function inJson(outcome: Outcome, verdicts: readonly Verdict[]): string {
  const { recoveries, said: _, ...rest } = outcome;
  return JSON.stringify({ ...rest, verdicts, recoveries: recoveries.all }, null, 2);
}

function figures({ recoveries }: Outcome, fault: Fault): string {
  const times = recoveries.all.filter((each) => each.fault === fault).length;
  const shown = Object.entries(quantiles).map(
    ([name, share]) => `${name} ${Math.round(recoveries.quantile(fault, share) ?? 0)} ms`,
  );
  return `${shown.join(', ')} (${times} lanes)`;
}

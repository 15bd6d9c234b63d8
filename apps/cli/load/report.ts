import type { Terminal } from '../terminal/terminal.js';
import { type Column, tableLines } from '../terminal/table.js';
import { bytes, count, counted, duration, plain } from '../terminal/text.js';
import type { Check } from './examination/check.js';
import type { Verdict } from './examination/verdict.js';
import type { Step } from './highest-rate.js';
import type { Percentiles } from './histogram.js';
import type { Lags } from './lags.js';
import type { MemoryReport } from './memory.js';
import type { Mix } from './mix.js';
import type { Tallies } from './tally.js';

export interface OperationReport {
  readonly name: string;
  readonly count: number;
  readonly done: number;
  readonly refused: number;
  readonly failed: number;
  readonly unanswered: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly latencyMs: Percentiles;
}

export interface LagReport {
  readonly effect: string;
  readonly seen: number;
  readonly missed: number;
  readonly lagMs: Percentiles;
}

export interface LoadReport {
  readonly url: string;
  readonly ok: boolean;
  readonly interrupted: boolean;
  readonly seed: number;
  readonly shape: string;
  readonly mix: Mix;
  readonly ratePerSecond: number;
  /** What arrived, and for how long it did. */
  readonly seconds: number;
  readonly arrivals: number;
  readonly people: number;
  readonly operations: readonly OperationReport[];
  readonly all: Percentiles;
  readonly lags: readonly LagReport[];
  readonly memory: MemoryReport | null;
  readonly verdict: Verdict;
  /** Of a search for the highest rate. */
  readonly steps: readonly Step[] | null;
  readonly highestRatePerSecond: number | null;
}

export function operationsIn(tallies: Tallies): OperationReport[] {
  return [...tallies.byName].map(([name, tally]) => {
    const { count, done, refused, failed, unanswered, reasons, latency } = tally;
    return {
      name,
      count,
      done,
      refused,
      failed,
      unanswered,
      reasons: Object.fromEntries(reasons),
      latencyMs: latency.percentiles,
    };
  });
}

export function lagsIn({ seen, missed }: Lags): LagReport[] {
  return [...new Set([...seen.keys(), ...missed.keys()])].map((effect) => ({
    effect,
    seen: seen.get(effect)?.count ?? 0,
    missed: missed.get(effect) ?? 0,
    lagMs: seen.get(effect)?.percentiles ?? { p50: 0, p90: 0, p99: 0, p999: 0, max: 0 },
  }));
}

export function reportLines(report: LoadReport, terminal: Terminal): string[] {
  const { painter } = terminal;
  const { arrivals, seconds, operations, lags, memory, verdict, steps } = report;
  const rate = arrivals / Math.max(seconds, 0.001);
  return [
    `${counted(arrivals, 'arrival')} in ${duration(seconds * 1_000)}, ${rate.toFixed(1)} per second (${report.shape}, seed ${report.seed})`,
    '',
    ...tableLines(operationColumns, operations, terminal),
    ...reasonLines(operations),
    ...(lags.length === 0 ? [] : ['', ...tableLines(lagColumns, lags, terminal)]),
    ...(steps === null ? [] : ['', ...tableLines(stepColumns, steps, terminal), highestLine(report)]),
    ...(memory === null ? [] : ['', memoryLine(memory)]),
    '',
    ...verdict.checks.flatMap((check) => checkLines(check, terminal)),
    painter.paint(verdictLine(report), report.ok ? 'green' : 'red'),
  ];
}

const ms = (milliseconds: number) => duration(milliseconds);
const percentiles = <Row>(of: (row: Row) => Percentiles): Column<Row>[] => [
  { title: 'P50', of: (row) => ms(of(row).p50), side: 'right' },
  { title: 'P90', of: (row) => ms(of(row).p90), side: 'right', drops: 1 },
  { title: 'P99', of: (row) => ms(of(row).p99), side: 'right' },
  { title: 'P99.9', of: (row) => ms(of(row).p999), side: 'right', drops: 2 },
  { title: 'MAX', of: (row) => ms(of(row).max), side: 'right' },
];

const operationColumns: readonly Column<OperationReport>[] = [
  { title: 'OPERATION', of: ({ name }) => name, style: () => 'bold' },
  { title: 'DONE', of: ({ done }) => count(done), side: 'right' },
  {
    title: 'REFUSED',
    of: ({ refused }) => count(refused),
    side: 'right',
    style: ({ refused }) => (refused > 0 ? 'yellow' : undefined),
  },
  {
    title: 'FAILED',
    of: ({ failed, unanswered }) => count(failed + unanswered),
    side: 'right',
    style: ({ failed, unanswered }) => (failed + unanswered > 0 ? 'red' : undefined),
  },
  ...percentiles<OperationReport>(({ latencyMs }) => latencyMs),
];

const lagColumns: readonly Column<LagReport>[] = [
  { title: 'FROM REQUEST TO EFFECT', of: ({ effect }) => effect, style: () => 'bold', yields: 'last' },
  { title: 'SEEN', of: ({ seen }) => count(seen), side: 'right' },
  {
    title: 'MISSED',
    of: ({ missed }) => count(missed),
    side: 'right',
    style: ({ missed }) => (missed > 0 ? 'red' : undefined),
  },
  ...percentiles<LagReport>(({ lagMs }) => lagMs),
];

const stepColumns: readonly Column<Step>[] = [
  {
    title: 'RATE',
    of: ({ ratePerSecond }) => `${ratePerSecond.toFixed(1)}/s`,
    side: 'right',
    style: () => 'bold',
  },
  { title: 'SUSTAINED', of: ({ sustained }) => (sustained ? 'yes' : 'no') },
  { title: 'P99', of: ({ p99Ms }) => ms(p99Ms), side: 'right' },
  { title: 'LAG P99', of: ({ lagP99Ms }) => ms(lagP99Ms), side: 'right' },
  {
    title: 'CAUGHT UP IN',
    of: ({ catchUpMs }) => (catchUpMs === null ? null : ms(catchUpMs)),
    side: 'right',
  },
  { title: 'WHY NOT', of: ({ why }) => why, yields: 'last', drops: 1 },
];

function highestLine({ highestRatePerSecond }: LoadReport): string {
  return highestRatePerSecond === null
    ? 'Not even the first rate was sustained; begin lower: --rate 1/s'
    : `The highest rate that was sustained: ${highestRatePerSecond.toFixed(1)} per second`;
}

function reasonLines(operations: readonly OperationReport[]): string[] {
  return operations.flatMap(({ name, reasons }) =>
    Object.entries(reasons).map(([why, times]) => `  ${name}: ${plain(why)} (${count(times)})`),
  );
}

function memoryLine({ pid, startBytes, endBytes, peakBytes, growthBytes, trend }: MemoryReport): string {
  const growth = `${growthBytes < 0 ? '-' : '+'}${bytes(Math.abs(growthBytes))}`;
  return `Memory of the platform (process ${pid}): ${trend}, ${growth} along its line; ${bytes(startBytes)} at first, ${bytes(endBytes)} at last, ${bytes(peakBytes)} at the most`;
}

function checkLines({ name, ok, examined, note, examples }: Check, { painter }: Terminal): string[] {
  const mark = note !== null ? '–' : ok ? painter.paint('✓', 'green') : painter.paint('✗', 'red');
  const what = note ?? counted(examined, 'comparison');
  return [
    `${mark} ${painter.paint(name, 'bold')}  ${what}`,
    ...examples.map((example) => `    ${plain(example)}`),
  ];
}

function verdictLine({ ok, verdict, operations }: LoadReport): string {
  const { lost, repeated, outOfOrder } = verdict;
  const failed = operations.reduce((sum, one) => sum + one.failed + one.unanswered, 0);
  const numbers = `${count(lost)} lost, ${count(repeated)} repeated, ${count(outOfOrder)} out of order, ${count(failed)} failed`;
  return ok ? `All as promised: ${numbers}.` : `Not as promised: ${numbers}.`;
}

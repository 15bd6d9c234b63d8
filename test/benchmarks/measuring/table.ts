import { type Finding, type Target, verdictOf } from './finding.ts';

const heads = ['row', 'what', 'ours', 'theirs', 'against', 'ratio', '95 % interval', 'target', 'verdict'];
const rightAligned = new Set(['ours', 'theirs', 'ratio']);

/** The findings of all rows, aligned, as Markdown. */
export function tableOf(findings: readonly (Finding & { readonly row: string })[]): string {
  const lines = [heads, ...findings.map((finding) => cellsOf(finding))];
  const widths = heads.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? '').length)));
  const rule = heads.map((head, column) =>
    rightAligned.has(head) ? `${'-'.repeat((widths[column] ?? 1) - 1)}:` : '-'.repeat(widths[column] ?? 0),
  );
  const [head = [], ...rows] = lines;
  return [head, rule, ...rows]
    .map((cells) => `| ${cells.map((cell, column) => padded(cell, column, widths)).join(' | ')} |`)
    .join('\n');
}

function padded(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column] ?? 0;
  return rightAligned.has(heads[column] ?? '') ? cell.padStart(width) : cell.padEnd(width);
}

function cellsOf(finding: Finding & { readonly row: string }): string[] {
  const { row, what, ours, theirs, against, unit, estimate, target } = finding;
  return [
    row,
    what,
    `${amount(ours)} ${unit}`,
    theirs === undefined ? '' : `${amount(theirs)} ${unit}`,
    against,
    theirs === undefined ? '' : amount(estimate.middle),
    `${amount(estimate.low)} … ${amount(estimate.high)}`,
    target === undefined ? '' : wanted(target),
    verdictOf(finding),
  ];
}

const wanted = (target: Target): string =>
  'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;

/** Three significant digits. */
function amount(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}

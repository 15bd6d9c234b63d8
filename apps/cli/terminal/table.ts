import type { Style } from './painter.js';
import type { Terminal } from './terminal.js';
import { cut, fit, plain, widthOf } from './text.js';

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string | number | null;
  readonly side?: 'left' | 'right';
  readonly style?: (row: Row) => Style | undefined;
  /** Gives up cells when the line is too narrow; a column that does not is never shortened. */
  readonly yields?: boolean;
}

const gap = 2;
const narrowest = 8;

/** One line a row, no wider than the terminal. */
export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  terminal: Pick<Terminal, 'columns' | 'painter'>,
): string[] {
  const cells = rows.map((row) => columns.map(({ of }) => plain(String(of(row) ?? '–'))));
  const widths = shrunk(
    columns.map(({ title }, at) => Math.max(widthOf(title), ...cells.map((line) => widthOf(line[at] ?? '')))),
    columns.map(({ yields }) => yields === true),
    terminal.columns,
  );
  const { painter } = terminal;
  const head = columns.map(({ title, side }, at) => fit(title, widths[at] ?? 0, side));
  const body = rows.map((row, line) =>
    columns.map(({ side, style }, at) => {
      const text = fit(cells[line]?.[at] ?? '', widths[at] ?? 0, side);
      const wanted = style?.(row);
      return wanted === undefined ? text : painter.paint(text, wanted);
    }),
  );
  return [painter.paint(cut(joined(head), terminal.columns), 'dim'), ...body.map((line) => joined(line))];
}

function joined(cells: readonly string[]): string {
  return cells.join(' '.repeat(gap)).trimEnd();
}

/** Takes cells from the widest of the columns that yield, until the line fits or nothing is left to take. */
function shrunk(widths: readonly number[], yields: readonly boolean[], columns: number): number[] {
  const result = [...widths];
  let surplus = result.reduce((sum, width) => sum + width, gap * (result.length - 1)) - columns;
  while (surplus > 0) {
    let widest = -1;
    for (const [at, width] of result.entries()) {
      if (yields[at] === true && width > narrowest && (widest < 0 || width > (result[widest] ?? 0)))
        widest = at;
    }
    if (widest < 0) break;
    result[widest] = (result[widest] ?? 0) - 1;
    surplus -= 1;
  }
  return result;
}

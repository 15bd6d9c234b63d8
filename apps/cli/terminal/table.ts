import type { Style } from './painter.js';
import type { Terminal } from './terminal.js';
import { cut, cutInside, fit, plain, widthOf } from './text.js';

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string | number | null;
  readonly side?: 'left' | 'right';
  readonly style?: (row: Row) => Style | undefined;
  /** Whether it gives up cells when the line is too narrow; a column that does not say so is never shortened. */
  readonly yields?: 'first' | 'last';
  /** Where it is shortened; at its end unless said. */
  readonly cut?: 'inside';
  /** Cells with which it is worth more than the columns that can be left out; 8 unless said. */
  readonly least?: number;
  /** Whether it is left out, lowest number first, when not even that is enough. */
  readonly drops?: number;
}

const gap = 2;
const narrowest = 8;

/** One line a row, no wider than the terminal. */
export function tableLines<Row>(
  wanted: readonly Column<Row>[],
  rows: readonly Row[],
  terminal: Pick<Terminal, 'columns' | 'painter'>,
): string[] {
  const columns = kept(wanted, rows, terminal.columns);
  const cells = rows.map((row) => columns.map(({ of }) => plain(String(of(row) ?? '–'))));
  const widths = shrunk(
    columns.map(({ title }, at) => Math.max(widthOf(title), ...cells.map((line) => widthOf(line[at] ?? '')))),
    columns.map(({ yields }) => yields),
    terminal.columns,
  );
  const { painter } = terminal;
  const head = columns.map(({ title, side }, at) => fit(title, widths[at] ?? 0, side));
  const body = rows.map((row, line) =>
    columns.map(({ side, style, cut: where }, at) => {
      const [cell, width] = [cells[line]?.[at] ?? '', widths[at] ?? 0];
      const text = fit(where === 'inside' ? cutInside(cell, width) : cell, width, side);
      const wanted = style?.(row);
      return wanted === undefined ? text : painter.paint(text, wanted);
    }),
  );
  return [painter.paint(cut(joined(head), terminal.columns), 'dim'), ...body.map((line) => joined(line))];
}

/** Columns for which there is room when all that can yield has yielded. */
function kept<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  cells: number,
): readonly Column<Row>[] {
  const needs = columns.map(({ title, of, yields, least = narrowest }) => {
    const widest = Math.max(widthOf(title), ...rows.map((row) => widthOf(plain(String(of(row) ?? '–')))));
    return yields === undefined ? widest : Math.min(least, widest);
  });
  const needed = needs.reduce((sum, width) => sum + width, gap * (columns.length - 1));
  const order = columns.map(({ drops }) => drops ?? Number.POSITIVE_INFINITY);
  const first = Math.min(...order);
  if (needed <= cells || first === Number.POSITIVE_INFINITY) return columns;
  return kept(columns.toSpliced(order.indexOf(first), 1), rows, cells);
}

function joined(cells: readonly string[]): string {
  return cells.join(' '.repeat(gap)).trimEnd();
}

/** Takes cells from the widest column that yields first, then from those that yield last, while the line is too wide. */
function shrunk(
  widths: readonly number[],
  yields: readonly Column<never>['yields'][],
  columns: number,
): number[] {
  const result = [...widths];
  let surplus = result.reduce((sum, width) => sum + width, gap * (result.length - 1)) - columns;
  for (const turn of ['first', 'last'] as const) {
    while (surplus > 0) {
      const widest = Math.max(0, ...result.filter((_, at) => yields[at] === turn));
      if (widest <= narrowest) break;
      const at = result.findIndex((width, column) => yields[column] === turn && width === widest);
      result[at] = widest - 1;
      surplus -= 1;
    }
  }
  return result;
}

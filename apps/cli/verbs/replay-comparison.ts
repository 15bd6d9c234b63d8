import type { ComparedTable, ReplayComparison } from '../platform/operator.js';
import { type Column, tableLines } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import { count, counted, plain } from '../terminal/text.js';

const columns: readonly Column<ComparedTable>[] = [
  { title: 'TABLE', of: ({ table }) => table, yields: 'last' },
  { title: 'ROWS', of: ({ liveRows }) => count(liveRows), side: 'right' },
  { title: 'IN SHADOW', of: ({ shadowRows }) => count(shadowRows), side: 'right' },
  {
    title: 'EQUAL',
    of: ({ equal }) => (equal ? 'yes' : 'no'),
    style: ({ equal }) => (equal ? 'green' : 'red'),
  },
];

export function comparisonLines({ tables }: ReplayComparison, terminal: Terminal): string[] {
  return tables.length === 0 ? ['There are no tables to compare.'] : tableLines(columns, tables, terminal);
}

/** What one has to know to judge what differs; empty when the comparison speaks for itself. */
export function caveatOf({ replay, tables, live }: ReplayComparison): string {
  const { id, subscription, until } = replay;
  if (live.ahead > 0)
    return plain(
      `${subscription} has gone on since: it has come to ${facts(live.ahead)} after ${until}, where the shadow ends, and tables can only be equal at the same place. To have both there, replay again when nothing is going on, or while it is paused and has caught up.`,
    );
  if (live.behind > 0)
    return plain(
      `${subscription} has not come as far as the shadow: it has ${facts(live.behind)} up to ${until} before it, and tables can only be equal at the same place. Let it catch up, and compare again: boardwalk events replays compare ${id}`,
    );
  if (tables.every(({ equal }) => equal)) return '';
  return plain(
    `Both are at the same place, ${until}. The shadow lacks what anything else than ${subscription} writes, what came before ${replay.from}, and what the log has dropped.`,
  );
}

function facts(number: number): string {
  return counted(number, 'fact');
}

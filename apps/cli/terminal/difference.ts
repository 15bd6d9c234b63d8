import { diff } from 'node:util';
import type { Terminal } from './terminal.js';
import { plain } from './text.js';

/** Lines that stay, around those that change. */
const around = 2;

const signs = { '-1': '+', '0': ' ', '1': '-' } as const;

/** What comes and goes between two texts, with a few lines around it. Absent texts are empty. */
export function differenceLines(
  before: string | null,
  after: string | null,
  { painter }: Pick<Terminal, 'painter'>,
): string[] {
  const entries = diff(linesOf(before), linesOf(after));
  const changed = entries.flatMap(([operation], at) => (operation === 0 ? [] : [at]));
  const isNear = (at: number) => changed.some((place) => Math.abs(place - at) <= around);
  return entries.flatMap(([operation, value], at) => {
    if (!isNear(at))
      return at > 0 && isNear(at - 1) && changed.some((place) => place > at)
        ? [painter.paint('…', 'dim')]
        : [];
    const line = `${signs[operation]} ${plain(value)}`.trimEnd();
    return [
      operation === 0 ? painter.paint(line, 'dim') : painter.paint(line, operation === -1 ? 'green' : 'red'),
    ];
  });
}

function linesOf(text: string | null): string[] {
  return text === null || text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

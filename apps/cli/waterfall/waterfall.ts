import type { TraceSpan, TraceStory } from '../platform/operator.js';
import { hueOf, type Painter, type Style } from '../terminal/painter.js';
import { counted, cut, duration, fit, plain, widthOf, wrapped } from '../terminal/text.js';
import { Axis } from './axis.js';
import { type Row, rowsOf } from './story.js';

const glyphs = { work: '█', failed: '▓', outbox: '░', queue: '▒', retry: '·' } as const;

/** One line a span, none wider than `columns`; says the same with and without colours. */
export function waterfall(story: TraceStory, columns: number, painter: Painter): string[] {
  const rows = rowsOf(story);
  const layout = layoutOf(rows, columns);
  const axis = new Axis(story.spans, layout.bar);
  const contexts = story.spans.map(({ context }) => context ?? '');
  const lines = [heading(story, columns, painter), scaleLine(story, layout, axis, painter)];
  let trace = story.spans[0]?.traceId;
  for (const row of rows) {
    if (row.branches.length === 0 && row.span.traceId !== trace) {
      trace = row.span.traceId;
      const which = row.sends > 1 ? `${row.sends} linked traces` : `linked trace ${plain(trace)}`;
      lines.push(painter.paint(cut(which, columns), 'bold'));
    }
    const hue = hueOf(row.span.context ?? '', contexts);
    if (row.enters !== null)
      lines.push(note(row, `⇢ in the process ${row.enters}`, layout, columns, painter));
    lines.push(rowLine(row, layout, axis, row.span.context === null ? 'dim' : hue, painter));
    for (const text of notesOf(row)) lines.push(note(row, text, layout, columns, painter));
  }
  for (const line of wrapped(legend(rows, axis), columns, '  ')) lines.push(painter.paint(line, 'dim'));
  if (story.truncated)
    lines.push(cut('There is more than one answer holds; ask for one of its events.', columns));
  return lines;
}

/** Cells of each column; 0 where there is no room for one. */
interface Layout {
  readonly context: number;
  readonly label: number;
  readonly wait: number;
  readonly time: number;
  readonly bar: number;
}

/** Cells for a duration: `59 min 59 s` is cut, and rare. */
const durationCells = 9;
const kinds: Readonly<Record<TraceSpan['kind'], string>> = {
  server: 'S',
  internal: 'I',
  producer: 'P',
  consumer: 'C',
  client: 'K',
};

/** The label takes what it needs and the bar what that leaves, which is at least a third. */
function layoutOf(rows: readonly Row[], columns: number): Layout {
  const widest = Math.max(0, ...rows.map(({ span }) => widthOf(plain(span.context ?? ''))));
  const context = columns < 70 ? 0 : Math.min(widest, 14);
  const wait = columns < 90 || rows.every(({ waits }) => waits.length === 0) ? 0 : durationCells;
  const time = columns < 50 ? 0 : durationCells;
  const fixed = [context, 1, wait, time].reduce((sum, cells) => sum + (cells === 0 ? 0 : cells + 1), 3);
  const room = Math.max(12, columns - fixed);
  const wanted = Math.max(...rows.map((row) => widthOf(labelOf(row)))) + 1;
  const label = Math.max(5, Math.min(wanted, room - Math.floor(room / 3)));
  return { context, label, wait, time, bar: room - label };
}

function heading({ traceIds, spans, durationMs }: TraceStory, columns: number, painter: Painter): string {
  const failed = spans.filter(({ status }) => status === 'error').length;
  const services = [...new Set(spans.map(({ service }) => service))];
  const parts = [
    `trace ${plain(traceIds[0] ?? '–')}`,
    ...(traceIds.length > 1 ? [`${traceIds.length - 1} linked`] : []),
    counted(spans.length, 'span'),
    duration(durationMs),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(services.length > 1 ? [`${services.length} processes`] : []),
  ];
  return painter.paint(cut(parts.join(' · '), columns), 'bold');
}

/** Where time begins and ends, and where some of it is folded. */
function scaleLine({ durationMs }: TraceStory, layout: Layout, axis: Axis, painter: Painter): string {
  const { context, label, wait, time, bar } = layout;
  const end = duration(durationMs);
  const cells = Array.from({ length: bar }, (_, at): string => (axis.foldedCells.has(at) ? '≈' : ' '));
  if (bar > end.length + 3) cells.splice(0, 1, '0');
  if (bar >= end.length) cells.splice(bar - end.length, end.length, end);
  const names = [
    ...(context === 0 ? [] : [fit('', context)]),
    fit('', 1),
    fit('', label),
    ...(wait === 0 ? [] : [fit('waited', wait, 'right')]),
    ...(time === 0 ? [] : [fit('took', time, 'right')]),
  ];
  return painter.paint([...names, `▏${cells.join('')}▕`].join(' '), 'dim');
}

function rowLine(row: Row, layout: Layout, axis: Axis, hue: Style, painter: Painter): string {
  const { span, waits } = row;
  const { context, label, wait, time, bar } = layout;
  const waited = waits.reduce((sum, { from, to }) => sum + (to - from), 0);
  const told = waited === 0 ? '' : duration(waited);
  const name = fit(labelOf(row), label);
  return [
    ...(context === 0 ? [] : [painter.paint(fit(plain(span.context ?? ''), context), hue)]),
    painter.paint(kinds[span.kind], hue),
    span.status === 'error' ? painter.paint(name, 'red') : name,
    ...(wait === 0 ? [] : [painter.paint(fit(told, wait, 'right'), 'dim')]),
    ...(time === 0 ? [] : [painter.paint(fit(duration(span.durationMs), time, 'right'), 'dim')]),
    barOf(row, bar, axis, hue, painter),
  ].join(' ');
}

function barOf({ span, waits }: Row, cells: number, axis: Axis, hue: Style, painter: Painter): string {
  const bar: { glyph: string; style?: Style }[] = Array.from({ length: cells }, () => ({ glyph: ' ' }));
  const draw = (from: number, to: number, glyph: string, style: Style) => {
    const { first, last } = axis.place(from, to);
    for (let cell = first; cell <= last; cell += 1) bar[cell] = { glyph, style };
  };
  // Where two share a cell, the shorter one is seen.
  for (const wait of waits.toSorted((one, other) => other.to - other.from - (one.to - one.from)))
    draw(wait.from, wait.to, glyphs[wait.for], 'dim');
  const failed = span.status === 'error';
  draw(
    span.offsetMs,
    span.offsetMs + span.durationMs,
    failed ? glyphs.failed : glyphs.work,
    failed ? 'red' : hue,
  );
  // Neighbours of one style are painted at once.
  let line = '';
  for (let at = 0; at < bar.length; ) {
    const style = bar[at]?.style;
    let run = '';
    for (; at < bar.length && bar[at]?.style === style; at += 1) run += bar[at]?.glyph ?? ' ';
    line += style === undefined ? run : painter.paint(run, style);
  }
  return `${painter.paint('▏', 'dim')}${line}${painter.paint('▕', 'dim')}`;
}

/** `├─ process → stats.scores (skipped)` */
function labelOf(row: Row): string {
  const outcome = row.span.attributes['boardwalk.delivery.outcome'];
  const unusual = row.span.status !== 'error' && typeof outcome === 'string' && outcome !== 'ack';
  return `${guides(row)}${nameOf(row)}${unusual ? ` (${plain(outcome)})` : ''}`;
}

/** Levels that are drawn; of a longer chain the beginning is left out, or names would not be seen. */
const mostLevels = 12;

function guides({ branches, attempt }: Row): string {
  const own = branches.at(-1);
  if (own === undefined) return '';
  const turn = attempt > 1 ? (own ? '├↻' : '└↻') : own ? '├─' : '└─';
  return `${stems(branches.slice(0, -1))}${turn} `;
}

function stems(above: readonly boolean[]): string {
  const drawn = above.slice(-mostLevels).map((more) => (more ? '│ ' : '  '));
  return `${above.length > mostLevels ? '⋯ ' : ''}${drawn.join('')}`;
}

function nameOf({ span, attempt, sends }: Row): string {
  if (sends > 1) return `send to ${counted(sends, 'channel')}`;
  const group = span.attributes['messaging.consumer.group.name'];
  if (span.kind !== 'consumer' || typeof group !== 'string') return plain(span.name);
  const again = attempt > 1 ? `, attempt ${attempt}` : '';
  return span.parentId === null
    ? `${plain(span.name)} → ${plain(group)}${again}`
    : `process → ${plain(group)}${again}`;
}

/** Why it failed, and what it points to. */
function notesOf({ span, links }: Row): string[] {
  const error = span.attributes['error.type'];
  const outcome = span.attributes['boardwalk.delivery.outcome'];
  const failed = [
    `✗ ${typeof error === 'string' ? error : 'failed'}`,
    ...(typeof outcome === 'string' ? [outcome.replace('_', ' ')] : []),
  ].join(', ');
  return [
    ...(span.status === 'error' ? [failed] : []),
    ...links.map(
      ({ kind, to, times }) => `⤷ ${kind.replace('_', ' ')}: ${to}${times > 1 ? ` ×${times}` : ''}`,
    ),
  ];
}

/** A line of its own, below its span in the tree. */
function note(
  { branches }: Row,
  text: string,
  { context }: Layout,
  columns: number,
  painter: Painter,
): string {
  const indent = ' '.repeat((context === 0 ? 0 : context + 1) + 2);
  const shown = cut(`${stems(branches)}${plain(text)}`, columns - indent.length);
  return indent + painter.paint(shown, text.startsWith('✗') ? 'red' : 'dim');
}

function legend(rows: readonly Row[], { folded }: Axis): string[] {
  const waited = new Set(rows.flatMap(({ waits }) => waits.map((wait) => wait.for)));
  const shown = new Set(rows.map(({ span }) => span.kind));
  return [
    `${glyphs.work} at work`,
    ...(rows.some(({ span }) => span.status === 'error') ? [`${glyphs.failed} failed`] : []),
    ...(waited.has('outbox') ? [`${glyphs.outbox} in the outbox`] : []),
    ...(waited.has('queue') ? [`${glyphs.queue} in the queue`] : []),
    ...(waited.has('retry') ? [`${glyphs.retry} until it is tried again`] : []),
    ...(folded > 0 ? [`≈ ${duration(folded)} in which nothing ran, folded`] : []),
    ...Object.entries(kinds).flatMap(([kind, letter]) =>
      shown.has(kind as TraceSpan['kind']) ? [`${letter} ${kind}`] : [],
    ),
  ];
}

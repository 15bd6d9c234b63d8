import type { TraceSpan, TraceStory } from '../platform/operator.js';
import { hueOf, type Painter, type Style } from '../terminal/painter.js';
import { counted, cut, duration, fit, plain, widthOf } from '../terminal/text.js';
import { Axis } from './axis.js';
import { type Row, rowsOf } from './story.js';

const glyphs = { work: '█', failed: '▓', outbox: '░', queue: '▒', retry: '·' } as const;

/** One line a span, none wider than `columns`; says the same with and without colours. */
export function waterfall(story: TraceStory, columns: number, painter: Painter): string[] {
  const rows = rowsOf(story);
  const layout = layoutOf(rows, columns);
  const axis = new Axis(story.spans, layout.bar);
  const contexts = story.spans.map(({ context }) => context ?? '');
  const lines = [heading(story, columns, painter), scaleLine(story, layout, painter)];
  let trace = story.spans[0]?.traceId;
  for (const row of rows) {
    if (row.branches.length === 0 && row.span.traceId !== trace) {
      trace = row.span.traceId;
      lines.push(painter.paint(cut(`linked trace ${plain(trace)}`, columns), 'bold'));
    }
    const hue = hueOf(row.span.context ?? '', contexts);
    lines.push(rowLine(row, layout, axis, row.span.context === null ? 'dim' : hue, painter));
    for (const link of row.links) lines.push(linkLine(row, link, layout, columns, painter));
  }
  lines.push(painter.paint(cut(legend(rows, axis), columns), 'dim'));
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
  const fixed = [context, 1, wait, time].reduce((sum, cells) => sum + (cells === 0 ? 0 : cells + 1), 2);
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

function scaleLine({ durationMs }: TraceStory, layout: Layout, painter: Painter): string {
  const end = duration(durationMs);
  const from = layout.bar > end.length + 3 ? '0' : '';
  const scale = `▏${from}${' '.repeat(Math.max(0, layout.bar - from.length - end.length))}${fit(end, Math.min(end.length, layout.bar))}▕`;
  const { context, label, wait, time } = layout;
  const names = [
    ...(context === 0 ? [] : [fit('', context)]),
    fit('', 1),
    fit('', label),
    ...(wait === 0 ? [] : [fit('waited', wait, 'right')]),
    ...(time === 0 ? [] : [fit('took', time, 'right')]),
  ];
  return painter.paint([...names, scale].join(' '), 'dim');
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

/** `├─ process → stats.scores  skipped` */
function labelOf(row: Row): string {
  const process = row.enters === null ? '' : `⇢ ${plain(row.enters)}: `;
  return [`${guides(row)}${process}${nameOf(row)}`, ...outcomeOf(row.span)].join('  ');
}

function guides({ branches, attempt }: Row): string {
  const own = branches.at(-1);
  if (own === undefined) return '';
  const above = branches.slice(0, -1).map((more) => (more ? '│ ' : '  '));
  const turn = attempt > 1 ? (own ? '├↻' : '└↻') : own ? '├─' : '└─';
  return `${above.join('')}${turn} `;
}

function nameOf({ span, attempt }: Row): string {
  const group = span.attributes['messaging.consumer.group.name'];
  if (span.kind !== 'consumer' || typeof group !== 'string') return plain(span.name);
  const what = span.parentId === null ? plain(span.name) : 'process';
  return `${what} → ${plain(group)}${attempt > 1 ? ` attempt ${attempt}` : ''}`;
}

function outcomeOf({ status, attributes }: TraceSpan): string[] {
  const outcome = attributes['boardwalk.delivery.outcome'];
  const said = typeof outcome === 'string' && outcome !== 'ack' ? [plain(outcome.replace('_', ' '))] : [];
  if (status !== 'error') return said;
  const error = attributes['error.type'];
  return [`✗ ${typeof error === 'string' ? plain(error) : 'failed'}`, ...said];
}

function linkLine(
  { branches }: Row,
  { kind, to, times }: Row['links'][number],
  { context }: Layout,
  columns: number,
  painter: Painter,
): string {
  const indent = ' '.repeat((context === 0 ? 0 : context + 1) + 2);
  const above = branches.map((more) => (more ? '│ ' : '  ')).join('');
  const text = `${above}⤷ ${plain(kind).replace('_', ' ')}: ${plain(to)}${times > 1 ? ` ×${times}` : ''}`;
  return indent + painter.paint(cut(text, columns - indent.length), 'dim');
}

function legend(rows: readonly Row[], { folded }: Axis): string {
  const waited = new Set(rows.flatMap(({ waits }) => waits.map((wait) => wait.for)));
  const parts = [
    `${glyphs.work} at work`,
    ...(rows.some(({ span }) => span.status === 'error') ? [`${glyphs.failed} failed`] : []),
    ...(waited.has('outbox') ? [`${glyphs.outbox} in the outbox`] : []),
    ...(waited.has('queue') ? [`${glyphs.queue} in the queue`] : []),
    ...(waited.has('retry') ? [`${glyphs.retry} until it is tried again`] : []),
    ...(folded > 0 ? [`${duration(folded)} in which nothing ran are folded`] : []),
    'S server  I internal  P producer  C consumer  K client',
    ...(rows.some(({ enters }) => enters !== null) ? ['⇢ in another process'] : []),
  ];
  return parts.join('  ');
}

import type { TraceSpan, TraceStory } from '../platform/operator.js';
import { hueOf, type Painter, type Style } from '../terminal/painter.js';
import { counted, cut, duration, fit, plain, widthOf } from '../terminal/text.js';
import { Axis } from './axis.js';
import { type Row, rowsOf, type Wait } from './story.js';

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

interface Layout {
  readonly context: number;
  readonly label: number;
  readonly bar: number;
}

const time = 9;
const kinds: Readonly<Record<TraceSpan['kind'], string>> = {
  server: 'S',
  internal: 'I',
  producer: 'P',
  consumer: 'C',
  client: 'K',
};

/** The bar takes a third; the label what it needs, and the bar what that leaves. */
function layoutOf(rows: readonly Row[], columns: number): Layout {
  const widest = Math.max(0, ...rows.map(({ span }) => widthOf(plain(span.context ?? ''))));
  const context = columns < 70 ? 0 : Math.min(widest, 14);
  const fixed = (context === 0 ? 0 : context + 1) + 2 + 1 + time + 1 + 2;
  const room = Math.max(10, columns - fixed);
  const wanted = Math.max(10, ...rows.map((row) => widthOf(labelOf(row))));
  const label = Math.min(wanted, room - Math.min(Math.max(8, Math.floor(room / 3)), Math.floor(room / 2)));
  return { context, label, bar: Math.max(1, room - label) };
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

function scaleLine({ durationMs }: TraceStory, { context, label, bar }: Layout, painter: Painter): string {
  const before = (context === 0 ? 0 : context + 1) + 2 + label + 1 + time + 1;
  const end = duration(durationMs);
  const from = bar > end.length + 3 ? '0' : '';
  const scale = `▏${from}${' '.repeat(Math.max(0, bar - from.length - end.length))}${cut(end, bar)}▕`;
  return painter.paint(' '.repeat(before) + scale, 'dim');
}

function rowLine(row: Row, layout: Layout, axis: Axis, hue: Style, painter: Painter): string {
  const { span } = row;
  const failed = span.status === 'error';
  const context =
    layout.context === 0 ? '' : `${painter.paint(fit(plain(span.context ?? ''), layout.context), hue)} `;
  const label = fit(labelOf(row), layout.label);
  const shown = failed ? painter.paint(label, 'red') : label;
  const took = painter.paint(fit(duration(span.durationMs), time, 'right'), 'dim');
  return `${context}${painter.paint(kinds[span.kind], hue)} ${shown} ${took} ${barOf(row, layout.bar, axis, hue, painter)}`;
}

function barOf({ span, waits }: Row, cells: number, axis: Axis, hue: Style, painter: Painter): string {
  const bar: { glyph: string; style?: Style }[] = Array.from({ length: cells }, () => ({ glyph: ' ' }));
  const draw = (from: number, to: number, glyph: string, style: Style) => {
    const { first, last } = axis.place(from, to);
    for (let cell = first; cell <= last; cell += 1) bar[cell] = { glyph, style };
  };
  for (const wait of waits) draw(wait.from, wait.to, glyphs[wait.for], 'dim');
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

/** `├─ process → stats.scores  outbox 3 ms, queue 1 ms` */
function labelOf(row: Row): string {
  const { span, waits, enters } = row;
  const waited = waits.map((wait) => `${waitNames[wait.for]} ${duration(wait.to - wait.from)}`);
  return [
    `${guides(row)}${enters === null ? '' : `⇢ ${plain(enters)}: `}${nameOf(row)}`,
    ...outcomeOf(span),
    ...waited,
  ].join('  ');
}

const waitNames: Readonly<Record<Wait['for'], string>> = {
  outbox: 'outbox',
  queue: 'queue',
  retry: 'again after',
};

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
  ];
  return parts.join('  ');
}

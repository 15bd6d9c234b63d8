import { exitCode, type ExitCode, Interrupted } from '../exit.js';
import { Api } from '../platform/api.js';
import { findInstance } from '../platform/instance.js';
import type { Delivery, EventItem, EventPage, EventStory } from '../platform/operator.js';
import { pagesOf } from '../platform/pages.js';
import { RefusedByPlatform, Unreachable } from '../platform/problems.js';
import type { Session } from '../session.js';
import { hueOf, type Style } from '../terminal/painter.js';
import { type Column, tableLines } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import { cut, cutInside, fit, moment, plain } from '../terminal/text.js';
import { type ListOutput, printList } from './listing.js';
import { eventIdOf, type Output, positionOf } from './options.js';

export interface Filter {
  readonly type?: string;
  readonly context?: string;
}

export interface ListOptions extends Filter, ListOutput {
  readonly status?: string;
}

export interface TailOptions extends Filter, Pick<Output, 'ndjson'> {
  readonly from?: string;
  readonly limit?: number;
}

/** Newest first. */
export async function ls(session: Session, options: ListOptions): Promise<ExitCode> {
  const { terminal, signal } = session;
  const api = new Api(findInstance(session.env), signal);
  const { type, context, status, limit } = options;
  const listed = pagesOf<EventItem>(api, 'operator/events', { type, context, status }, limit);
  await printList(terminal, listed, options, {
    none: 'No such events. Make some: boardwalk tour',
    lines: (items) => tableLines(columns, items, terminal),
  });
  return exitCode.ok;
}

const columns: readonly Column<EventItem>[] = [
  { title: 'HAPPENED (UTC)', of: ({ occurredAt }) => moment(occurredAt), drops: 2 },
  { title: 'TYPE', of: ({ type }) => type, style: (event) => styleOf(event), yields: 'last', least: 20 },
  { title: 'KEY', of: ({ key }) => key, yields: 'first', cut: 'inside', drops: 1 },
  { title: 'EVENT', of: ({ eventId }) => eventId },
];

function styleOf({ type, source }: EventItem): Style {
  return hueOf(contextOf(source), [type.split('.', 1)[0] ?? '']);
}

function contextOf(source: string): string {
  return source.replace(/^\/contexts\//, '');
}

export async function show(session: Session, id: string, options: Output): Promise<ExitCode> {
  const { terminal } = session;
  const api = new Api(findInstance(session.env), session.signal);
  const story = await api.get<EventStory>(`operator/events/${eventIdOf(id)}`);
  if (options.json === true) await terminal.json(story);
  else for (const line of storyLines(story, terminal)) await terminal.line(line);
  return exitCode.ok;
}

function storyLines(story: EventStory, terminal: Terminal): string[] {
  const { painter, columns: width } = terminal;
  const { data, ...envelope } = story.envelope;
  const facts = { ...envelope, position: story.position, trace: story.traceId };
  return [
    ...Object.entries(facts).map(
      ([name, value]) =>
        `${painter.paint(fit(plain(name), 17), 'dim')} ${cut(plain(String(value ?? '–')), width - 18)}`,
    ),
    '',
    ...JSON.stringify(data ?? story.raw, null, 2)
      .split('\n')
      .map(plain),
    '',
    ...tableLines(deliveryColumns, story.deliveries, terminal),
    ...story.deliveries
      .filter(({ errorMessage, state }) => errorMessage !== null && state !== 'ack')
      .map(({ subscription, errorMessage }) => plain(`${subscription}: ${errorMessage ?? ''}`)),
  ];
}

const deliveryColumns: readonly Column<Delivery>[] = [
  { title: 'SUBSCRIPTION', of: ({ subscription }) => subscription, yields: 'last' },
  { title: 'STATE', of: ({ state }) => state, style: ({ state }) => stateStyles[state] },
  { title: 'ATTEMPTS', of: ({ attempts }) => attempts, side: 'right' },
  { title: 'NEXT TRY (UTC)', of: ({ dueAt }) => (dueAt === null ? null : moment(dueAt)), drops: 1 },
  { title: 'ERROR', of: ({ errorClass, state }) => (state === 'ack' ? null : errorClass), yields: 'last' },
];

const stateStyles: Readonly<Record<Delivery['state'], Style>> = {
  ack: 'green',
  skipped: 'dim',
  pending: 'dim',
  retrying: 'yellow',
  waiting: 'yellow',
  dead: 'red',
  archived: 'dim',
};

/** Milliseconds until the next look when nothing came, and in which an unreachable platform is waited for. */
const pace = 300;
const patience = 60_000;

/** Onwards from now, or from a position, until Ctrl-C. */
export async function tail(session: Session, options: TailOptions): Promise<ExitCode> {
  const { terminal, signal, time } = session;
  const api = new Api(findInstance(session.env), signal);
  const { type, context } = options;
  const from = options.from === undefined ? undefined : positionOf(options.from);
  // A type that there is not is refused here; below it would be waited for.
  const { position: head } = await api.get<EventPage>('operator/events', { type, context, limit: 1 });
  let after = from ?? head;
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  let lastAnswer = time.now();
  if (options.ndjson !== true) terminal.say(`Waiting for events after ${plain(after)}; Ctrl-C ends it.`);
  while (left > 0) {
    const page = await look(api, { type, context, after, limit: 100 });
    if (page instanceof Error && time.now() - lastAnswer > patience) throw page;
    if (page instanceof Error || page.position === after) await time.pause(pace, signal);
    if (signal.aborted) throw new Interrupted();
    if (page instanceof Error) continue;
    lastAnswer = time.now();
    after = page.position;
    for (const event of page.items.slice(0, left)) await print(event, options, terminal);
    left -= page.items.length;
  }
  return exitCode.ok;
}

async function look(
  api: Api,
  query: Readonly<Record<string, string | number | undefined>>,
): Promise<EventPage | Unreachable | RefusedByPlatform> {
  try {
    return await api.get<EventPage>('operator/events', query);
  } catch (error) {
    if (error instanceof Unreachable) return error;
    if (error instanceof RefusedByPlatform && error.isPassing) return error;
    throw error;
  }
}

async function print(event: EventItem, options: TailOptions, terminal: Terminal): Promise<void> {
  if (options.ndjson === true) return terminal.ndjson(event);
  const { painter } = terminal;
  const time = event.occurredAt.slice(11, 23);
  const head = `${plain(time)}  ${event.position ?? '–'}`;
  const room = terminal.columns - head.length - 2;
  const type = cut(plain(event.type), room);
  const key = cutInside(plain(event.key), Math.max(0, room - type.length - 2));
  return terminal.line(
    `${painter.paint(head, 'dim')}  ${painter.paint(type, styleOf(event))}  ${key}`.trimEnd(),
  );
}

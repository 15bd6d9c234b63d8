import { exitCode, type ExitCode } from '../exit.js';
import { Api } from '../platform/api.js';
import { findInstance } from '../platform/instance.js';
import type { DeadLetter, DeadLetterGroup, DeadLetters } from '../platform/operator.js';
import type { Session } from '../session.js';
import { type Column, tableLines } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import { count, counted, cut, fit, moment, plain } from '../terminal/text.js';
import { type FilterOptions, filterOf } from './dead-letter-filter.js';
import type { ListOutput } from './listing.js';
import { eventIdOf, type Output } from './options.js';

export interface ListOptions extends ListOutput, FilterOptions {}

export interface RedriveOptions extends Output {
  readonly subscription?: string;
  /** Only shows them. */
  readonly dryRun?: boolean;
}

/** Latest failure first. */
export async function ls(session: Session, options: ListOptions): Promise<ExitCode> {
  const { terminal } = session;
  const query = { ...filterOf(options), limit: options.limit };
  const found = await api(session).get<DeadLetters>('operator/dead-letters', query);
  if (options.ndjson === true) for (const letter of found.items) await terminal.ndjson(letter);
  else if (options.json === true) await terminal.json(found);
  else if (found.items.length === 0) terminal.say('No dead letters.');
  else {
    for (const line of tableLines(columns, found.items, terminal)) await terminal.line(line);
    if (found.total > found.items.length) terminal.say(`${found.total} in all; --limit shows more.`);
  }
  return exitCode.ok;
}

const columns: readonly Column<DeadLetter>[] = [
  { title: 'GAVE UP (UTC)', of: ({ lastFailedAt }) => moment(lastFailedAt), drops: 3 },
  { title: 'SUBSCRIPTION', of: ({ subscription }) => subscription, yields: 'last' },
  { title: 'TRIES', of: ({ attempts }) => attempts, side: 'right', drops: 2 },
  { title: 'BEHIND IT', of: ({ waiting }) => waiting, side: 'right', drops: 1 },
  { title: 'ERROR', of: ({ errorClass }) => errorClass, style: () => 'red', yields: 'last' },
  { title: 'EVENT', of: ({ eventId }) => eventId },
];

/** The most frequent kind of failure first. */
export async function groups(session: Session, options: ListOptions): Promise<ExitCode> {
  const { terminal } = session;
  const query = { ...filterOf(options), limit: options.limit };
  const found = await api(session).get<{ items: readonly DeadLetterGroup[]; total: number }>(
    'operator/dead-letters/groups',
    query,
  );
  if (options.ndjson === true) for (const group of found.items) await terminal.ndjson(group);
  else if (options.json === true) await terminal.json(found);
  else if (found.items.length === 0) terminal.say('No dead letters.');
  else {
    for (const line of tableLines(groupColumns, found.items, terminal)) await terminal.line(line);
    if (found.total > found.items.length) terminal.say(`${found.total} in all; --limit shows more.`);
  }
  return exitCode.ok;
}

const groupColumns: readonly Column<DeadLetterGroup>[] = [
  { title: 'COUNT', of: (group) => count(group.count), side: 'right' },
  { title: 'SUBSCRIPTION', of: ({ subscription }) => subscription, yields: 'last' },
  { title: 'TYPE', of: ({ type }) => type, yields: 'first', drops: 1 },
  { title: 'ERROR', of: ({ errorClass }) => errorClass, style: () => 'red', yields: 'last' },
  { title: 'LAST (UTC)', of: ({ lastDiedAt }) => moment(lastDiedAt), drops: 2 },
];

export async function show(session: Session, id: string, options: Output): Promise<ExitCode> {
  const { terminal } = session;
  const found = await api(session).get<DeadLetters>(`operator/dead-letters/${eventIdOf(id)}`);
  if (options.json === true) await terminal.json(found);
  else {
    for (const [at, letter] of found.items.entries()) {
      if (at > 0) await terminal.line();
      for (const line of letterLines(letter, terminal)) await terminal.line(line);
    }
    terminal.say(`Once the cause is mended: boardwalk dlq redrive ${id}`);
  }
  return exitCode.ok;
}

function letterLines(letter: DeadLetter, terminal: Terminal): string[] {
  const { painter, columns: width } = terminal;
  const waiting =
    letter.state === 'parked'
      ? `parked; ${counted(letter.waiting, 'later fact')} of its key wait for it`
      : 'skipped; later facts of its key went on';
  const lines: Readonly<Record<string, string>> = {
    subscription: letter.subscription,
    event: letter.eventId,
    type: letter.type,
    key: letter.key,
    state: waiting,
    attempts: `${letter.attempts}, from ${moment(letter.firstFailedAt)} to ${moment(letter.lastFailedAt)}`,
    redriven: counted(letter.redrives, 'time'),
    'created in trace': letter.createdInTrace ?? '–',
    'failed in trace': letter.failedInTrace ?? '–',
  };
  return [
    ...Object.entries(lines).map(
      ([name, value]) => `${painter.paint(fit(name, 16), 'dim')} ${cut(plain(value), width - 17)}`,
    ),
    `${painter.paint(fit('error', 16), 'dim')} ${painter.paint(plain(`${letter.errorClass}: ${letter.errorMessage}`), 'red')}`,
    ...JSON.stringify(letter.data ?? letter.raw, null, 2)
      .split('\n')
      .map(plain),
  ];
}

/** Safe to do twice: what is no dead letter any more is left alone. */
export async function redrive(session: Session, id: string, options: RedriveOptions): Promise<ExitCode> {
  const { terminal } = session;
  const { subscription, dryRun } = options;
  if (dryRun === true) return show(session, id, options);
  const { body } = await api(session).request<{ redriven: number }>(
    'POST',
    `operator/dead-letters/${eventIdOf(id)}/redrive`,
    { body: subscription === undefined ? {} : { subscription } },
  );
  if (options.json === true) await terminal.json(body);
  else if (body.redriven === 0)
    await terminal.line('Nothing to redrive: it runs again already, or has gone through.');
  else {
    await terminal.line(`${counted(body.redriven, 'delivery', 'deliveries')} will run again.`);
    terminal.say(`What becomes of it: boardwalk events show ${id}`);
  }
  return exitCode.ok;
}

/** Safe to do twice. */
export async function archive(session: Session, id: string, options: RedriveOptions): Promise<ExitCode> {
  const { terminal } = session;
  const { subscription, dryRun } = options;
  if (dryRun === true) return show(session, id, options);
  const { body } = await api(session).request<{ archived: number }>(
    'POST',
    `operator/dead-letters/${eventIdOf(id)}/archive`,
    { body: subscription === undefined ? {} : { subscription } },
  );
  if (options.json === true) await terminal.json({ ...body, remaining: 0 });
  else if (body.archived === 0) await terminal.line('Nothing to archive: no delivery of it is dead.');
  else await terminal.line(`${counted(body.archived, 'delivery', 'deliveries')} archived; the key goes on.`);
  return exitCode.ok;
}

function api({ env, signal }: Session): Api {
  return new Api(findInstance(env), signal);
}

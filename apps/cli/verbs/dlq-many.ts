import { exitCode, type ExitCode, Interrupted } from '../exit.js';
import { Api } from '../platform/api.js';
import { findInstance } from '../platform/instance.js';
import type { Redrive } from '../platform/operator.js';
import type { Session } from '../session.js';
import { type Column, tableLines } from '../terminal/table.js';
import { count, counted, cut, moment } from '../terminal/text.js';
import { type FilterOptions, saidFilterOf } from './dead-letter-filter.js';
import { type ListOutput, sayMore } from './listing.js';
import { idOf, type Output } from './options.js';

export interface RedriveManyOptions extends Output, FilterOptions {
  readonly rate?: number;
  readonly dryRun?: boolean;
  /** False: it is only started. */
  readonly wait?: boolean;
}

export interface ArchiveManyOptions extends Output, FilterOptions {
  readonly dryRun?: boolean;
}

interface Started {
  readonly matching: number;
  readonly redrive: Redrive | null;
}

/** Milliseconds between two looks at a redrive. */
const pace = 500;

/** Lets every dead letter that is meant run again, and watches until it is done. It goes on without anybody watching. */
export async function redriveMany(session: Session, options: RedriveManyOptions): Promise<ExitCode> {
  const { terminal } = session;
  const api = apiOf(session);
  const { rate, dryRun } = options;
  const { body } = await api.request<Started>('POST', 'operator/redrives', {
    body: {
      ...saidFilterOf(options),
      ...(rate !== undefined && { rate }),
      ...(dryRun === true && { dryRun }),
    },
  });
  if (body.redrive === null) {
    if (options.json === true) await terminal.json(body);
    else await terminal.line(`${letters(body.matching)} would run again.`);
    return exitCode.ok;
  }
  if (options.wait !== false) return watch(session, body.redrive.id, options);
  if (options.json === true) await terminal.json(body);
  else await terminal.line(`${letters(body.matching)} will run again: redrive ${body.redrive.id}.`);
  return exitCode.ok;
}

/** Until it ends or is paused; exit code 1 unless it is done. Ctrl-C ends the watching, not the redrive. */
export async function watch(session: Session, id: string, options: Output): Promise<ExitCode> {
  const { terminal, signal, time } = session;
  const api = apiOf(session);
  for (;;) {
    let redrive: Redrive;
    try {
      redrive = await api.get<Redrive>(`operator/redrives/${redriveIdOf(id)}`);
      if (redrive.state === 'running') {
        terminal.redraw(cut(progressOf(redrive), terminal.progressColumns - 1));
        await time.pause(pace, signal);
      }
      if (signal.aborted) throw new Interrupted();
    } catch (error) {
      if (error instanceof Interrupted)
        throw new Interrupted(
          `The redrive ${id} goes on without this program.`,
          `See how far it is: boardwalk dlq redrives watch ${id}\nEnd it: boardwalk dlq redrives cancel ${id}`,
        );
      throw error;
    }
    if (redrive.state === 'running') continue;
    terminal.redraw('');
    if (options.json === true) await terminal.json({ matching: redrive.total, redrive });
    else await terminal.line(endOf(redrive));
    return redrive.state === 'done' ? exitCode.ok : exitCode.negative;
  }
}

export async function ls(session: Session, options: ListOutput): Promise<ExitCode> {
  const { terminal } = session;
  const found = await apiOf(session).get<{ items: readonly Redrive[] }>('operator/redrives', {
    limit: options.limit,
  });
  if (options.ndjson === true) for (const redrive of found.items) await terminal.ndjson(redrive);
  else if (options.json === true) await terminal.json(found);
  else if (found.items.length === 0)
    terminal.say('No redrives of many. Start one: boardwalk dlq redrive --all');
  else for (const line of tableLines(columns, found.items, terminal)) await terminal.line(line);
  sayMore(terminal, found.items.length === options.limit);
  return exitCode.ok;
}

const columns: readonly Column<Redrive>[] = [
  { title: 'STARTED (UTC)', of: ({ startedAt }) => moment(startedAt), drops: 2 },
  { title: 'STATE', of: ({ state }) => state },
  { title: 'DONE', of: ({ done }) => count(done), side: 'right' },
  { title: 'OF', of: ({ total }) => count(total), side: 'right' },
  { title: 'A SECOND', of: ({ rate }) => (rate === null ? null : count(rate)), side: 'right', drops: 1 },
  { title: 'REDRIVE', of: ({ id }) => id },
];

/** Doing it twice is safe. */
export async function change(
  session: Session,
  verb: 'pause' | 'resume' | 'cancel',
  id: string,
  options: Output,
): Promise<ExitCode> {
  const path = `operator/redrives/${redriveIdOf(id)}/${verb}`;
  const { body } = await apiOf(session).request<Redrive>('POST', path, { body: {} });
  if (options.json === true) await session.terminal.json({ matching: body.total, redrive: body });
  else await session.terminal.line(`The redrive is ${body.state}: ${progressOf(body)}.`);
  return exitCode.ok;
}

/** A thousand at a time until none is left. Ctrl-C is safe at any time: what is archived is archived. */
export async function archiveMany(session: Session, options: ArchiveManyOptions): Promise<ExitCode> {
  const { terminal, signal } = session;
  const api = apiOf(session);
  const filter = saidFilterOf(options);
  const ask = async (dryRun: boolean) =>
    (
      await api.request<{ archived: number; remaining: number }>('POST', 'operator/dead-letters/archive', {
        body: { ...filter, dryRun },
      })
    ).body;
  let answer = await ask(options.dryRun === true);
  let { archived } = answer;
  // Letters that die meanwhile would keep it going for ever.
  const most = archived + answer.remaining;
  while (options.dryRun !== true && answer.archived > 0 && answer.remaining > 0 && archived < most) {
    terminal.redraw(`${count(archived)} of ${count(most)} archived`);
    if (signal.aborted) throw new Interrupted(`${letters(archived)} archived.`, 'Run it again for the rest.');
    answer = await ask(false);
    archived += answer.archived;
  }
  terminal.redraw('');
  const told = { archived, remaining: answer.remaining };
  if (options.json === true) await terminal.json(told);
  else if (options.dryRun === true) await terminal.line(`${letters(told.remaining)} would be archived.`);
  else await terminal.line(`${letters(archived)} archived; their keys go on.`);
  return exitCode.ok;
}

const redriveIdOf = (text: string): string => idOf(text, 'a redrive', 'boardwalk dlq redrives');

function progressOf({ done, total }: Redrive): string {
  const share = total === 0 ? 100 : Math.floor((done / total) * 100);
  return `${share} %  ${count(done)} of ${count(total)} dead letters run again`;
}

function endOf(redrive: Redrive): string {
  if (redrive.state === 'done') return `${letters(redrive.done)} run again.`;
  return `The redrive is ${redrive.state}: ${progressOf(redrive)}.`;
}

function letters(number: number): string {
  return counted(number, 'dead letter');
}

function apiOf({ env, signal }: Session): Api {
  return new Api(findInstance(env), signal);
}

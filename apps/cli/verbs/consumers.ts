import { CliError, exitCode, type ExitCode, usageError } from '../exit.js';
import { Api } from '../platform/api.js';
import { findInstance } from '../platform/instance.js';
import type { Consumer, Consumers, ForgottenReader, Reader } from '../platform/operator.js';
import type { Session } from '../session.js';
import type { Style } from '../terminal/painter.js';
import { type Column, tableLines } from '../terminal/table.js';
import { count, moment, plain } from '../terminal/text.js';
import type { Output } from './options.js';

export interface ForgetOptions extends Output {
  readonly database?: string;
}

/** Every subscription, and how far it has come. */
export async function ls(session: Session, options: Output): Promise<ExitCode> {
  const { terminal } = session;
  const found = await apiOf(session).get<Consumers>('operator/consumers');
  if (options.ndjson === true) for (const consumer of found.subscriptions) await terminal.ndjson(consumer);
  else if (options.json === true) await terminal.json(found);
  else if (found.subscriptions.length === 0)
    terminal.say('No consumer has ever run here. Start one: npm start');
  else for (const line of tableLines(columns, found.subscriptions, terminal)) await terminal.line(line);
  return exitCode.ok;
}

const columns: readonly Column<Consumer>[] = [
  {
    title: 'SUBSCRIPTION',
    of: ({ name, log }) => (log === null ? name : `${name} on ${log}`),
    yields: 'last',
  },
  { title: 'STATE', of: stateOf, style: (consumer) => styles[stateOf(consumer)] },
  { title: 'POSITION', of: ({ position }) => position, drops: 2 },
  { title: 'LAG', of: ({ lag }) => (lag === null ? '?' : count(lag)), side: 'right' },
  { title: 'RETRYING', of: ({ retrying }) => count(retrying), side: 'right', drops: 1 },
  { title: 'WAITING', of: ({ waiting }) => count(waiting), side: 'right', drops: 1 },
  {
    title: 'DEAD',
    of: ({ dead }) => count(dead),
    side: 'right',
    style: ({ dead }) => (dead > 0 ? 'red' : undefined),
  },
];

function stateOf({ pausedAt, owner }: Consumer): 'paused' | 'runs' | 'nobody' {
  if (pausedAt !== null) return 'paused';
  return owner === null ? 'nobody' : 'runs';
}

const styles: Readonly<Record<ReturnType<typeof stateOf>, Style>> = {
  paused: 'yellow',
  runs: 'green',
  nobody: 'red',
};

/** Doing it twice is safe. */
export async function change(
  session: Session,
  verb: 'pause' | 'resume',
  name: string,
  options: Output,
): Promise<ExitCode> {
  const path = `operator/consumers/${encodeURIComponent(name)}/${verb}`;
  const { body } = await apiOf(session).request<{ changed: boolean }>('POST', path, { body: {} });
  const state = verb === 'pause' ? 'stands still; its facts wait in the log' : 'goes on';
  if (options.json === true) await session.terminal.json(body);
  else await session.terminal.line(body.changed ? `${name} ${state}.` : `Nothing to do: ${name} ${state}.`);
  return exitCode.ok;
}

/** Whoever will not come back: what it has not read may be dropped from the log, and its dead letters are deleted. */
export async function forget(
  session: Session,
  name: string,
  { database, json }: ForgetOptions,
): Promise<ExitCode> {
  const api = apiOf(session);
  const { items } = await api.get<{ items: readonly Reader[] }>('operator/readers');
  const { subscription, database: its } = theOne(items, name, database);
  const path = `operator/readers/${its}/${encodeURIComponent(subscription)}/forget`;
  const { body } = await api.request<ForgottenReader>('POST', path, { body: {} });
  if (json === true) await session.terminal.json(body);
  else
    await session.terminal.line(
      plain(
        `${name} is forgotten. What it has not read, after ${body.position}, is not kept for it any more.${deletedWith(body)}`,
      ),
    );
  return exitCode.ok;
}

/** Should it come back, it begins anew, and what it had failed with would be in its way. */
function deletedWith({ deleted: { dead, retrying, waiting, archived } }: ForgottenReader): string {
  if (dead + retrying + waiting + archived === 0) return '';
  return ` Deliveries that it had failed with are deleted: ${count(dead)} dead, ${count(retrying)} to be retried, ${count(waiting)} waiting, ${count(archived)} archived.`;
}

function theOne(readers: readonly Reader[], name: string, database: string | undefined): Reader {
  const named = readers.filter(({ subscription }) => subscription === name);
  const [found, ...others] = named.filter((each) => database === undefined || each.database === database);
  if (found === undefined)
    throw new CliError(
      exitCode.notFound,
      `The log is not kept for "${plain(name)}"${database === undefined ? '' : ' in this database'}.`,
      `It is kept for: ${readers.map(wordsOf).join(', ') || 'nobody'}.`,
      'Check the name, and the database.',
    );
  if (others.length > 0)
    throw usageError(
      `It is not said which "${plain(name)}" is meant.`,
      `There are several: ${named.map(wordsOf).join(', ')}.`,
      'Add --database <uuid>.',
    );
  return found;
}

function wordsOf({ subscription, database, position, reportedAt }: Reader): string {
  const silence = reportedAt === null ? 'here' : `last heard of ${moment(reportedAt)}`;
  return plain(`${subscription} of ${database} (at ${position}, ${silence})`);
}

function apiOf({ env, signal }: Session): Api {
  return new Api(findInstance(env), signal);
}

import { exitCode, type ExitCode } from '../exit.js';
import { Api } from '../platform/api.js';
import { findInstance } from '../platform/instance.js';
import type { Consumer, Consumers } from '../platform/operator.js';
import type { Session } from '../session.js';
import type { Style } from '../terminal/painter.js';
import { type Column, tableLines } from '../terminal/table.js';
import { count } from '../terminal/text.js';
import type { Output } from './options.js';

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

function apiOf({ env, signal }: Session): Api {
  return new Api(findInstance(env), signal);
}

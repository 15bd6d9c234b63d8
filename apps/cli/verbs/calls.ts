import { exitCode, type ExitCode } from '../exit.js';
import { Api } from '../platform/api.js';
import { findInstance } from '../platform/instance.js';
import type { UnknownCall } from '../platform/operator.js';
import type { Session } from '../session.js';
import { type Column, tableLines } from '../terminal/table.js';
import { moment, plain } from '../terminal/text.js';
import { type ListOutput, sayMore } from './listing.js';
import { idOf, type Output } from './options.js';

export interface SettleOptions extends Output {
  readonly as: 'sent' | 'failed' | 'again';
}

/** Calls of which nobody knows whether they arrived; oldest first in each queue. */
export async function ls(session: Session, options: ListOutput): Promise<ExitCode> {
  const { terminal } = session;
  const found = await apiOf(session).get<{ items: readonly UnknownCall[] }>('operator/unknown-calls', {
    limit: options.limit,
  });
  if (options.ndjson === true) for (const call of found.items) await terminal.ndjson(call);
  else if (options.json === true) await terminal.json(found);
  else if (found.items.length === 0) terminal.say('The outcome of every call is known.');
  else {
    for (const line of tableLines(columns, found.items, terminal)) await terminal.line(line);
    terminal.say(
      'Ask whoever was called, then say what became of it: boardwalk calls settle <queue> <id> --as sent|failed|again',
    );
  }
  sayMore(terminal, found.items.length === options.limit);
  return exitCode.ok;
}

const columns: readonly Column<UnknownCall>[] = [
  { title: 'ENDED (UTC)', of: ({ endedAt }) => (endedAt === null ? null : moment(endedAt)), drops: 3 },
  { title: 'QUEUE', of: ({ queue }) => queue, yields: 'last' },
  { title: 'TRY', of: ({ attempt }) => attempt, side: 'right', drops: 1 },
  { title: 'AGAIN', of: ({ isRepeatable }) => (isRepeatable ? 'possible' : 'no'), drops: 2 },
  { title: 'ERROR', of: ({ error }) => error, style: () => 'red', yields: 'first' },
  { title: 'CALL', of: ({ id }) => id },
];

const became: Readonly<Record<SettleOptions['as'], string>> = {
  sent: 'is settled: it arrived.',
  failed: 'is settled: it did not arrive, and is given up.',
  again: 'is made again.',
};

/** Doing it twice is safe: what is settled stays as it was settled. */
export async function settle(
  session: Session,
  queue: string,
  id: string,
  options: SettleOptions,
): Promise<ExitCode> {
  const call = idOf(id, 'a call', 'boardwalk calls ls');
  const path = `operator/unknown-calls/${encodeURIComponent(queue)}/${call}/settle`;
  const { as } = options;
  const { body } = await apiOf(session).request<{ settled: boolean }>('POST', path, { body: { as } });
  if (options.json === true) await session.terminal.json(body);
  else if (body.settled) await session.terminal.line(plain(`${id} of ${queue} ${became[as]}`));
  else
    await session.terminal.line(
      plain(`Nothing to settle: ${queue} has no call ${id} whose outcome is unknown, or not any more.`),
    );
  return exitCode.ok;
}

function apiOf({ env, signal }: Session): Api {
  return new Api(findInstance(env), signal);
}

import { exitCode, type ExitCode } from '../exit.js';
import { Api } from '../platform/api.js';
import { findInstance } from '../platform/instance.js';
import type { DeadCommand } from '../platform/operator.js';
import type { Session } from '../session.js';
import { type Column, tableLines } from '../terminal/table.js';
import { moment, plain } from '../terminal/text.js';
import { type ListOutput, sayMore } from './listing.js';
import { idOf, type Output } from './options.js';

/** Delayed commands that gave up; latest failure first. */
export async function ls(session: Session, options: ListOutput): Promise<ExitCode> {
  const { terminal } = session;
  const found = await apiOf(session).get<{ items: readonly DeadCommand[] }>(
    'operator/delayed-commands/dead',
    { limit: options.limit },
  );
  if (options.ndjson === true) for (const command of found.items) await terminal.ndjson(command);
  else if (options.json === true) await terminal.json(found);
  else if (found.items.length === 0) terminal.say('No delayed command gave up.');
  else {
    for (const line of tableLines(columns, found.items, terminal)) await terminal.line(line);
    terminal.say('Once the cause is mended: boardwalk delayed redrive <id>');
  }
  sayMore(terminal, found.items.length === options.limit);
  return exitCode.ok;
}

const columns: readonly Column<DeadCommand>[] = [
  { title: 'GAVE UP (UTC)', of: ({ lastFailedAt }) => moment(lastFailedAt), drops: 3 },
  { title: 'COMMAND', of: ({ context, command }) => `${context}.${command}`, yields: 'last' },
  { title: 'KEY', of: ({ key }) => key, yields: 'first', cut: 'inside', drops: 2 },
  { title: 'TRIES', of: ({ attempts }) => attempts, side: 'right', drops: 1 },
  { title: 'ERROR', of: ({ errorClass }) => errorClass, style: () => 'red', yields: 'last' },
  { title: 'ID', of: ({ id }) => id },
];

/** Doing it twice is safe. */
export async function redrive(session: Session, id: string, options: Output): Promise<ExitCode> {
  const path = `operator/delayed-commands/${idOf(id, 'a delayed command', 'boardwalk delayed ls')}/redrive`;
  const { body } = await apiOf(session).request<{ redriven: boolean }>('POST', path, { body: {} });
  if (options.json === true) await session.terminal.json(body);
  else
    await session.terminal.line(
      plain(
        body.redriven
          ? `${id} will run again.`
          : `Nothing to redrive: no delayed command ${id} has given up, or it runs again already.`,
      ),
    );
  return exitCode.ok;
}

function apiOf({ env, signal }: Session): Api {
  return new Api(findInstance(env), signal);
}

import { exitCode, type ExitCode } from '../exit.js';
import { Api } from '../platform/api.js';
import { findInstance } from '../platform/instance.js';
import type { Mail } from '../platform/operator.js';
import { collected, pagesOf } from '../platform/pages.js';
import type { Session } from '../session.js';
import type { Style } from '../terminal/painter.js';
import { type Column, tableLines } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import { moment, plain } from '../terminal/text.js';
import type { Output } from './options.js';

export interface ListOptions extends Output {
  readonly to?: string;
  readonly limit: number;
  readonly text?: boolean;
}

/** Newest first. */
export async function ls(session: Session, options: ListOptions): Promise<ExitCode> {
  const { terminal } = session;
  const api = new Api(findInstance(session.env), session.signal);
  const items = pagesOf<Mail>(api, 'operator/mail', { to: options.to }, options.limit);
  if (options.ndjson === true) {
    for await (const mail of items) await terminal.ndjson(mail);
    return exitCode.ok;
  }
  const mails = await collected(items);
  if (options.json === true) await terminal.json({ items: mails });
  else if (mails.length === 0) terminal.say('No mail. A sign-up makes some: boardwalk tour');
  else if (options.text === true) for (const mail of mails) await printWhole(mail, terminal);
  else for (const line of tableLines(columns, mails, terminal)) await terminal.line(line);
  return exitCode.ok;
}

const columns: readonly Column<Mail>[] = [
  { title: 'ASKED FOR (UTC)', of: ({ occurredAt }) => moment(occurredAt) },
  { title: 'TO', of: ({ to }) => to, yields: 'last' },
  { title: 'STATUS', of: standingOf, style: ({ status }) => statusStyles[status] },
  { title: 'TRIES', of: ({ attempts }) => attempts, side: 'right', drops: 1 },
  { title: 'SUBJECT', of: ({ subject }) => subject, yields: 'last' },
];

const statusStyles: Readonly<Record<Mail['status'], Style>> = {
  queued: 'dim',
  sending: 'dim',
  sent: 'green',
  failed: 'red',
  unknown: 'yellow',
  bounced: 'red',
  suppressed: 'yellow',
};

/** Only a mail that nobody was sent has its text here. */
function standingOf({ status, text }: Mail): string {
  return status === 'sent' && text !== null ? 'captured' : status;
}

async function printWhole(mail: Mail, terminal: Terminal): Promise<void> {
  const { painter } = terminal;
  const head = `${moment(mail.occurredAt)}  ${plain(mail.to)}  ${standingOf(mail)}`;
  await terminal.line(painter.paint(head, 'dim'));
  await terminal.line(painter.paint(plain(mail.subject), 'bold'));
  const said = mail.text ?? (mail.lastError === null ? 'Its text is not kept here.' : mail.lastError);
  for (const line of said.trimEnd().split('\n')) await terminal.line(`  ${plain(line)}`.trimEnd());
  await terminal.line();
}

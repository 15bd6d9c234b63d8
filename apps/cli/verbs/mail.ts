import { exitCode, type ExitCode } from '../exit.js';
import { Api } from '../platform/api.js';
import { findInstance } from '../platform/instance.js';
import type { Mail } from '../platform/operator.js';
import { pagesOf } from '../platform/pages.js';
import type { Session } from '../session.js';
import type { Style } from '../terminal/painter.js';
import { type Column, tableLines } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import { moment, plain } from '../terminal/text.js';
import { type ListOutput, printList } from './listing.js';

export interface ListOptions extends ListOutput {
  readonly to?: string;
  readonly text?: boolean;
}

/** Newest first. */
export async function ls(session: Session, options: ListOptions): Promise<ExitCode> {
  const { terminal } = session;
  const api = new Api(findInstance(session.env), session.signal);
  const listed = pagesOf<Mail>(api, 'operator/mail', { to: options.to }, options.limit);
  await printList(terminal, listed, options, {
    none: 'No mail. A sign-up makes some: boardwalk tour',
    lines: (mails) =>
      options.text === true
        ? mails.flatMap((mail) => wholeLines(mail, terminal))
        : tableLines(columns, mails, terminal),
  });
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

function wholeLines(mail: Mail, { painter }: Terminal): string[] {
  const head = `${moment(mail.occurredAt)}  ${plain(mail.to)}  ${standingOf(mail)}`;
  const said = mail.text ?? (mail.lastError === null ? 'Its text is not kept here.' : mail.lastError);
  return [
    painter.paint(head, 'dim'),
    painter.paint(plain(mail.subject), 'bold'),
    ...said
      .trimEnd()
      .split('\n')
      .map((line) => `  ${plain(line)}`.trimEnd()),
    '',
  ];
}

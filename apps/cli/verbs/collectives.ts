import { CliError, exitCode, type ExitCode } from '../exit.js';
import { Member } from '../member/member.js';
import type { CollectiveDetails, CollectiveSummary } from '../member/views.js';
import { pagesOf } from '../platform/pages.js';
import type { Session } from '../session.js';
import { type Column, tableLines } from '../terminal/table.js';
import { counted, moment, plain } from '../terminal/text.js';
import { type ListOutput, printList } from './listing.js';
import type { Output } from './options.js';

export interface FoundOptions extends Pick<Output, 'json'> {
  readonly name?: string;
}

export interface InviteOptions extends Pick<Output, 'json'> {
  readonly role: string;
}

/** By slug. */
export async function ls(session: Session, options: ListOutput): Promise<ExitCode> {
  const { terminal } = session;
  const listed = pagesOf<CollectiveSummary>(Member.orAnybody(session), 'collectives', {}, options.limit);
  await printList(terminal, listed, options, {
    none: 'No collectives yet. Found one: boardwalk collectives found <slug>',
    lines: (items) => tableLines(columns, items, terminal),
  });
  return exitCode.ok;
}

const columns: readonly Column<CollectiveSummary>[] = [
  { title: 'SLUG', of: ({ slug }) => slug, style: () => 'bold', yields: 'last' },
  { title: 'NAME', of: ({ name }) => name, yields: 'first', drops: 1 },
  { title: 'MEMBERS', of: ({ memberCount }) => memberCount, side: 'right' },
  { title: 'PERSONAL', of: ({ personal }) => (personal ? 'yes' : 'no'), drops: 2 },
  { title: 'FOUNDED (UTC)', of: ({ foundedAt }) => moment(foundedAt), drops: 3 },
];

export async function show(session: Session, slug: string, options: Output): Promise<ExitCode> {
  const { terminal } = session;
  const collective = await shown(session, slug);
  if (options.json === true) {
    await terminal.json(collective);
    return exitCode.ok;
  }
  const { name, memberCount, personal, foundedAt, members } = collective;
  await terminal.line(terminal.painter.paint(plain(name), 'bold'));
  await terminal.line(
    `${plain(collective.slug)}, ${personal ? 'personal, ' : ''}${counted(memberCount, 'member')}, founded ${moment(foundedAt)} UTC`,
  );
  if (members !== null)
    for (const line of tableLines(memberColumns, members, terminal)) await terminal.line(line);
  return exitCode.ok;
}

export async function members(session: Session, slug: string, options: Output): Promise<ExitCode> {
  const { terminal } = session;
  const { members: items } = await shown(session, slug);
  if (items === null)
    throw new CliError(
      exitCode.refused,
      `Only its members see who belongs to ${slug}.`,
      'You are not signed in, or do not belong to it.',
      'Sign in as one of them: boardwalk login',
    );
  if (options.ndjson === true) for (const member of items) await terminal.ndjson(member);
  else if (options.json === true) await terminal.json({ items });
  else for (const line of tableLines(memberColumns, items, terminal)) await terminal.line(line);
  return exitCode.ok;
}

const memberColumns: readonly Column<NonNullable<CollectiveDetails['members']>[number]>[] = [
  { title: 'WHO', of: ({ username }) => username, style: () => 'bold', yields: 'last' },
  { title: 'ROLE', of: ({ role }) => role },
  { title: 'SINCE (UTC)', of: ({ joinedAt }) => moment(joinedAt) },
];

function shown(session: Session, slug: string): Promise<CollectiveDetails> {
  return Member.orAnybody(session).get<CollectiveDetails>(`collectives/${encodeURIComponent(slug)}`);
}

export async function found(session: Session, slug: string, options: FoundOptions): Promise<ExitCode> {
  const { terminal } = session;
  const founded = await Member.of(session).write<{ slug: string; name: string }>('POST', 'collectives', {
    body: { slug, name: options.name ?? slug },
  });
  if (options.json === true) await terminal.json(founded);
  else {
    await terminal.line(`${plain(founded.name)} is founded, and you own it.`);
    terminal.say(`Invite somebody: boardwalk collectives invite ${plain(founded.slug)} <address>`);
  }
  return exitCode.ok;
}

export async function invite(
  session: Session,
  slug: string,
  email: string,
  { role, json }: InviteOptions,
): Promise<ExitCode> {
  const { terminal } = session;
  const path = `collectives/${encodeURIComponent(slug)}/invites`;
  const sent = await Member.of(session).write<{ inviteId: string }>('POST', path, { body: { email, role } });
  if (json === true) await terminal.json(sent);
  else await terminal.line(`${plain(email)} is invited to ${plain(slug)} as ${role}, and gets a mail.`);
  return exitCode.ok;
}

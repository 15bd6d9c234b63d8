import { exitCode, type ExitCode, usageError } from '../exit.js';
import { nameIn, wantedIn } from '../member/extension-name.js';
import { Member } from '../member/member.js';
import { extensionPath, type Standing, standingPath, versionsPath } from '../member/registry-routes.js';
import type { ExtensionDetails, ExtensionSummary, ListedVersion } from '../member/views.js';
import { pagesOf } from '../platform/pages.js';
import type { Session } from '../session.js';
import { type Column, tableLines } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import { bytes, counted, moment, plain } from '../terminal/text.js';
import { gathered, type ListOutput, printList, sayMore } from './listing.js';
import type { Output } from './options.js';

export interface SearchOptions extends ListOutput {
  readonly collective?: string;
  readonly label?: string;
  readonly platform?: string;
  readonly sort?: string;
}

export type ShowOptions = Omit<ListOutput, 'ndjson'>;

export interface YankOptions extends Pick<Output, 'json'> {
  readonly reason?: string;
}

export interface DeprecateOptions extends Pick<Output, 'json'> {
  readonly supersededBy?: string;
}

export async function search(
  session: Session,
  words: readonly string[],
  options: SearchOptions,
): Promise<ExitCode> {
  const { terminal } = session;
  const { collective, label, platform, sort } = options;
  const q = words.length === 0 ? undefined : words.join(' ');
  const query = { q, collective, label, platform, sort };
  const listed = pagesOf<ExtensionSummary>(Member.orAnybody(session), 'extensions', query, options.limit);
  await printList(terminal, listed, options, {
    none: 'Nothing is like that. Publish something: boardwalk extensions publish <folder> --name @…/…',
    lines: (items) => tableLines(columns, items, terminal),
  });
  return exitCode.ok;
}

const columns: readonly Column<ExtensionSummary>[] = [
  { title: 'NAME', of: ({ name }) => name, style: () => 'bold', yields: 'last', least: 20 },
  {
    title: 'LATEST',
    of: ({ latest, deprecated }) => (deprecated ? `${latest ?? '–'} deprecated` : latest),
    style: ({ deprecated }) => (deprecated ? 'yellow' : undefined),
  },
  { title: 'PUBLISHED (UTC)', of: ({ lastPublishedAt }) => moment(lastPublishedAt), drops: 2 },
  { title: 'PULLS', of: ({ pulls }) => pulls, side: 'right', drops: 4 },
  { title: 'LABELS', of: ({ labels }) => labels.join(' '), yields: 'first', drops: 1 },
  { title: 'ABOUT', of: ({ description }) => description, yields: 'first', drops: 3 },
];

/** With its versions, newest first. */
export async function show(session: Session, text: string, { limit, json }: ShowOptions): Promise<ExitCode> {
  const { terminal } = session;
  const api = Member.orAnybody(session);
  const name = nameIn(text);
  const extension = await api.get<ExtensionDetails>(extensionPath(name), { limit: 1 });
  const { items, more } = await gathered(pagesOf<ListedVersion>(api, versionsPath(name), {}, limit));
  if (json === true) await terminal.json({ ...extension, versions: items });
  else {
    for (const line of headLines(extension, terminal)) await terminal.line(line);
    for (const line of tableLines(versionColumns, items, terminal)) await terminal.line(line);
  }
  sayMore(terminal, more);
  return exitCode.ok;
}

function headLines(extension: ExtensionDetails, { painter }: Terminal): string[] {
  const { name, description, license, visibility, labels, platforms, pulls, yanked, deprecation } = extension;
  const list = (title: string, words: readonly string[]) =>
    words.length === 0 ? [] : [`${title} ${words.join(' ')}`];
  const facts = [
    visibility,
    ...(license === null ? [] : [license]),
    ...list('for', platforms),
    ...list('labels', labels),
    counted(pulls, 'pull'),
  ];
  const instead = deprecation?.supersededBy ?? null;
  return [
    painter.paint(plain(name), 'bold'),
    ...(description === null ? [] : [plain(description)]),
    plain(facts.join(', ')),
    ...(deprecation === null
      ? []
      : [
          painter.paint(
            `deprecated ${moment(deprecation.at)} UTC${instead === null ? '' : `; use ${plain(instead)}`}`,
            'yellow',
          ),
        ]),
    ...(yanked === null
      ? []
      : [painter.paint(`yanked ${moment(yanked.at)} UTC: ${plain(yanked.reason)}`, 'red')]),
  ];
}

const versionColumns: readonly Column<ListedVersion>[] = [
  { title: 'VERSION', of: ({ version }) => version, style: () => 'bold' },
  { title: 'PUBLISHED (UTC)', of: ({ publishedAt }) => moment(publishedAt), drops: 3 },
  { title: 'BY', of: ({ author }) => author, yields: 'last', drops: 2 },
  { title: 'SIZE', of: ({ size }) => (size === null ? null : bytes(size)), side: 'right' },
  { title: 'PULLS', of: ({ pulls }) => pulls, side: 'right', drops: 1 },
  { title: 'YANKED', of: ({ yanked }) => yanked?.reason ?? '', style: () => 'red', yields: 'first' },
];

/** Of one version, or of all of it. */
export async function yank(session: Session, text: string, options: YankOptions): Promise<ExitCode> {
  const { reason } = options;
  if (reason === undefined || reason.trim() === '')
    throw usageError(
      'A yank needs a reason.',
      'Whoever has pulled it is told by mail, and reads it.',
      `boardwalk extensions yank ${text} --reason "…"`,
    );
  return change(session, 'yank', text, { reason }, options.json);
}

export function unyank(session: Session, text: string, options: YankOptions): Promise<ExitCode> {
  return change(session, 'unyank', text, {}, options.json);
}

export async function deprecate(
  session: Session,
  text: string,
  options: DeprecateOptions,
): Promise<ExitCode> {
  const { supersededBy } = options;
  const body = supersededBy === undefined ? {} : { supersededBy: nameIn(supersededBy) };
  return change(session, 'deprecate', nameIn(text), body, options.json);
}

export async function undeprecate(session: Session, text: string, options: Output): Promise<ExitCode> {
  return change(session, 'undeprecate', nameIn(text), {}, options.json);
}

const outcomes: Readonly<Record<Standing, string>> = {
  yank: 'is yanked: nobody pulls it any more.',
  unyank: 'can be pulled again.',
  deprecate: 'is deprecated, and can still be pulled.',
  undeprecate: 'is not deprecated any more.',
};

async function change(
  session: Session,
  standing: Standing,
  text: string,
  body: object,
  json = false,
): Promise<ExitCode> {
  const { name, version } = wantedIn(text);
  const said = { ...body, ...(version !== null && { version }) };
  await Member.of(session).write('POST', standingPath(standing, name), {
    ...(standing !== 'undeprecate' && { body: said }),
  });
  if (json) await session.terminal.json({ name, version, standing });
  else await session.terminal.line(`${plain(text)} ${outcomes[standing]}`);
  return exitCode.ok;
}

import { exitCode, type ExitCode, usageError } from '../exit.js';
import { nameIn, wantedIn } from '../member/extension-name.js';
import { Member } from '../member/member.js';
import { type Standing, standingPath } from '../member/registry-routes.js';
import type { ExtensionSummary } from '../member/views.js';
import { collected, pagesOf } from '../platform/pages.js';
import type { Session } from '../session.js';
import { type Column, tableLines } from '../terminal/table.js';
import { moment, plain } from '../terminal/text.js';
import type { Output } from './options.js';

export interface SearchOptions extends Output {
  readonly collective?: string;
  readonly label?: string;
  readonly platform?: string;
  readonly sort?: string;
  readonly limit: number;
}

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
  const { collective, label, platform, sort, limit } = options;
  const q = words.length === 0 ? undefined : words.join(' ');
  const query = { q, collective, label, platform, sort };
  const items = pagesOf<ExtensionSummary>(Member.orAnybody(session), 'extensions', query, limit);
  if (options.ndjson === true) {
    for await (const item of items) await terminal.ndjson(item);
    return exitCode.ok;
  }
  const extensions = await collected(items);
  if (options.json === true) await terminal.json({ items: extensions });
  else if (extensions.length === 0)
    terminal.say(
      'Nothing is like that. Publish something: boardwalk extensions publish <folder> --name @…/…',
    );
  else for (const line of tableLines(columns, extensions, terminal)) await terminal.line(line);
  return exitCode.ok;
}

const columns: readonly Column<ExtensionSummary>[] = [
  { title: 'NAME', of: ({ name }) => name, style: () => 'bold', yields: 'last', least: 20 },
  { title: 'LATEST', of: ({ latest }) => latest },
  { title: 'PUBLISHED (UTC)', of: ({ lastPublishedAt }) => moment(lastPublishedAt), drops: 2 },
  { title: 'PULLS', of: ({ pulls }) => pulls, side: 'right', drops: 4 },
  { title: 'LABELS', of: ({ labels }) => labels.join(' '), yields: 'first', drops: 1 },
  { title: 'ABOUT', of: ({ description }) => description, yields: 'first', drops: 3 },
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

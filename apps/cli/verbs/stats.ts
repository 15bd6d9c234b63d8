import { exitCode, type ExitCode } from '../exit.js';
import { Api } from '../platform/api.js';
import { findInstance } from '../platform/instance.js';
import type { Page } from '../platform/operator.js';
import { collected, pagesOf } from '../platform/pages.js';
import type { Session } from '../session.js';
import { type Column, tableLines } from '../terminal/table.js';
import { count, moment, plain } from '../terminal/text.js';
import { gathered, type ListOutput, sayMore } from './listing.js';
import { momentOf } from './options.js';

export interface BoardOptions extends ListOutput {
  readonly window: string;
  readonly at?: string;
}

interface Standing {
  readonly rank: number;
  readonly username: string;
  readonly points: number;
  readonly reachedAt: string;
  readonly tier: string;
}

interface Board extends Page<Standing> {
  readonly window: string;
  readonly at: string;
  readonly season: number | null;
  readonly from: string | null;
  readonly to: string;
}

interface Grant {
  readonly ordinal: number;
  readonly category: string;
  readonly source: string;
  readonly amount: number;
  readonly eventId: string;
  readonly grantedAt: string;
}

interface Explanation extends Page<Grant> {
  readonly username: string;
  readonly total: number;
  readonly tier: string;
}

export async function leaderboard(session: Session, options: BoardOptions): Promise<ExitCode> {
  const { terminal } = session;
  const api = new Api(findInstance(session.env), session.signal);
  const { window, limit } = options;
  const at = options.at === undefined ? undefined : momentOf(options.at);
  const first = await api.get<Board>('leaderboards', { window, at, limit: Math.min(limit, 100) });
  const listed = pagesOf<Standing>(api, 'leaderboards', { window, at: first.at }, limit);
  const { items: standings, more } = await gathered(listed);
  const { items: _, nextCursor: __, ...board } = first;
  if (options.ndjson === true) for (const standing of standings) await terminal.ndjson(standing);
  else if (options.json === true) await terminal.json({ ...board, items: standings });
  else if (standings.length === 0)
    terminal.say('Nobody has points in this window yet. Make some: boardwalk tour');
  else {
    terminal.say(`${titles[window] ?? window}, as of ${moment(first.at)} UTC`);
    for (const line of tableLines(standingColumns, standings, terminal)) await terminal.line(line);
  }
  sayMore(terminal, more);
  return exitCode.ok;
}

const titles: Readonly<Record<string, string>> = {
  all: 'All time',
  season: 'This season of 90 days',
  week: 'The last 7 days',
  day: 'The last 24 hours',
};

const standingColumns: readonly Column<Standing>[] = [
  { title: 'RANK', of: ({ rank }) => rank, side: 'right' },
  { title: 'WHO', of: ({ username }) => username, style: () => 'bold', yields: 'last' },
  { title: 'POINTS', of: ({ points }) => count(points), side: 'right' },
  { title: 'TIER', of: ({ tier }) => tier },
  { title: 'REACHED (UTC)', of: ({ reachedAt }) => moment(reachedAt), drops: 1 },
];

/** Every grant behind a balance, oldest first, with the event that it is for. */
export async function explain(session: Session, username: string, options: ListOutput): Promise<ExitCode> {
  const { terminal } = session;
  const api = new Api(findInstance(session.env), session.signal);
  const path = `operator/stats/${encodeURIComponent(username)}/grants`;
  const first = await api.get<Explanation>(path, { limit: 1 });
  const grants = await collected(pagesOf<Grant>(api, path, {}, options.limit));
  const { items: _, nextCursor: __, ...account } = first;
  if (options.ndjson === true) for (const grant of grants) await terminal.ndjson(grant);
  else if (options.json === true) await terminal.json({ ...account, items: grants });
  else {
    const shown = grants.reduce((sum, { amount }) => sum + amount, 0);
    for (const line of tableLines(grantColumns, grants, terminal)) await terminal.line(line);
    await terminal.line(`${plain(account.username)}: ${count(account.total)} points, ${plain(account.tier)}`);
    if (shown !== account.total) terminal.say(`The grants shown make ${count(shown)}; --limit shows more.`);
    if (grants.length > 0) terminal.say('How an event came to be: boardwalk trace <event>');
  }
  return exitCode.ok;
}

const grantColumns: readonly Column<Grant>[] = [
  { title: 'GRANTED (UTC)', of: ({ grantedAt }) => moment(grantedAt), drops: 2 },
  { title: 'POINTS', of: ({ amount }) => count(amount), side: 'right' },
  { title: 'FOR', of: ({ source }) => source, yields: 'last' },
  { title: 'CATEGORY', of: ({ category }) => category, yields: 'last', drops: 1 },
  { title: 'EVENT', of: ({ eventId }) => eventId },
];

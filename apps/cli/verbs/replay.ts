import { exitCode, type ExitCode, Interrupted, usageError } from '../exit.js';
import { Api } from '../platform/api.js';
import { findInstance } from '../platform/instance.js';
import type { Replay, ReplayComparison } from '../platform/operator.js';
import { pagesOf } from '../platform/pages.js';
import type { Session } from '../session.js';
import { type Column, tableLines } from '../terminal/table.js';
import { counted, cut, moment, plain } from '../terminal/text.js';
import { type ListOutput, printList } from './listing.js';
import { idOf, type Output, placeOf } from './options.js';
import { caveatOf, comparisonLines } from './replay-comparison.js';

export interface ReplayOptions extends Output {
  readonly from: string;
  readonly live?: boolean;
  readonly shadow?: boolean;
  /** False: it is only started. */
  readonly wait?: boolean;
  /** False: what a shadow holds is not compared with the tables. */
  readonly compare?: boolean;
}

/** Milliseconds between two looks at a replay. */
const pace = 500;

/** Milliseconds: every row of a context is read. */
const comparisonPatience = 600_000;

/** Facts again, for one subscription: what was left out, into its tables, or all of them, into copies of its tables. */
export async function replay(
  session: Session,
  subscription: string,
  options: ReplayOptions,
): Promise<ExitCode> {
  const { live = false, shadow = false, from } = options;
  if (live === shadow) {
    throw usageError(
      live ? '--live and --shadow do not go together.' : 'It is not said where the facts go.',
      '--live applies what was skipped or archived to the tables themselves. --shadow fills copies of the tables with everything.',
      live ? 'Leave one of the two out.' : 'Add one of the two.',
    );
  }
  const body = { subscription, mode: live ? 'live' : 'shadow', from: placeOf(from) };
  const { body: started } = await apiOf(session).request<Replay>('POST', 'operator/replays', { body });
  if (options.wait === false) return tell(session, started, options);
  const found = await ended(session, started.id);
  if (found.mode === 'shadow' && found.state === 'done' && options.compare !== false)
    return compare(session, found.id, options);
  return tell(session, found, options);
}

/** Newest first. */
export async function ls(session: Session, options: ListOutput): Promise<ExitCode> {
  const { terminal } = session;
  const listed = pagesOf<Replay>(apiOf(session), 'operator/replays', {}, options.limit);
  await printList(terminal, listed, options, {
    none: 'No replays. Start one: boardwalk events replay <subscription> --shadow',
    lines: (items) => tableLines(columns, items, terminal),
  });
  return exitCode.ok;
}

const columns: readonly Column<Replay>[] = [
  { title: 'STARTED (UTC)', of: ({ startedAt }) => moment(startedAt), drops: 4 },
  { title: 'SUBSCRIPTION', of: ({ subscription }) => subscription, yields: 'last' },
  { title: 'INTO', of: ({ mode }) => (mode === 'live' ? 'tables' : 'shadow'), drops: 3 },
  { title: 'STATE', of: ({ state }) => state },
  { title: 'FROM', of: ({ from }) => from, drops: 1 },
  { title: 'UNTIL', of: ({ until }) => until, drops: 2 },
  { title: 'REPLAY', of: ({ id }) => id },
];

const replayIdOf = (text: string): string => idOf(text, 'a replay', 'boardwalk events replays');

/** Until it ends; exit code 1 unless it is done. Ctrl-C ends the watching, not the replay. */
export async function watch(session: Session, id: string, options: Output): Promise<ExitCode> {
  return tell(session, await ended(session, id), options);
}

async function ended(session: Session, id: string): Promise<Replay> {
  const { terminal, signal, time } = session;
  for (;;) {
    try {
      const found = await apiOf(session).get<Replay>(`operator/replays/${replayIdOf(id)}`);
      if (found.state !== 'running') {
        terminal.redraw('');
        return found;
      }
      terminal.redraw(
        cut(plain(`at ${found.position ?? found.from} of ${found.until}`), terminal.progressColumns - 1),
      );
      await time.pause(pace, signal);
      if (signal.aborted) throw new Interrupted();
    } catch (error) {
      if (error instanceof Interrupted)
        throw new Interrupted(
          `The replay ${id} goes on without this program.`,
          `See how far it is: boardwalk events replays watch ${id}\nEnd it: boardwalk events replays cancel ${id}`,
        );
      throw error;
    }
  }
}

/** The tables beside the shadow that a replay filled; exit code 1 when they differ. */
export async function compare(session: Session, id: string, options: Output): Promise<ExitCode> {
  const { terminal } = session;
  const path = `operator/replays/${replayIdOf(id)}/comparison`;
  const { body } = await apiOf(session).request<ReplayComparison>('GET', path, {
    timeoutMs: comparisonPatience,
  });
  const { replay, tables, live } = body;
  if (options.json === true) await terminal.json({ ...replay, comparison: { tables, live } });
  else {
    await terminal.line(plain(wordsOf(replay)));
    for (const line of comparisonLines(body, terminal)) await terminal.line(line);
  }
  const caveat = caveatOf(body);
  if (caveat !== '') terminal.say(caveat);
  return tables.every(({ equal }) => equal) ? exitCode.ok : exitCode.negative;
}

/** What it did stays; doing it twice is safe. */
export async function cancel(session: Session, id: string, options: Output): Promise<ExitCode> {
  const path = `operator/replays/${replayIdOf(id)}/cancel`;
  const { body } = await apiOf(session).request<Replay>('POST', path, { body: {} });
  await tell(session, body, options);
  return exitCode.ok;
}

async function tell({ terminal }: Session, found: Replay, options: Output): Promise<ExitCode> {
  if (options.json === true) await terminal.json(found);
  else await terminal.line(plain(wordsOf(found)));
  return found.state === 'cancelled' ? exitCode.negative : exitCode.ok;
}

function wordsOf({ id, subscription, mode, from, until, state, deliveries }: Replay): string {
  const span = `from ${from} to ${until}`;
  if (mode === 'live')
    return `${counted(deliveries, 'delivery', 'deliveries')} of ${subscription} ${span} run again.`;
  if (state === 'running') return `${subscription} fills its shadow ${span}: replay ${id}.`;
  return `The shadow of ${subscription} is ${state === 'done' ? 'filled' : 'left where it was'}, ${span}.`;
}

function apiOf({ env, signal }: Session): Api {
  return new Api(findInstance(env), signal);
}

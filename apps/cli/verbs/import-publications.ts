import { exitCode, type ExitCode, Interrupted } from '../exit.js';
import { type CaughtUp, catchUp } from '../importing/catch-up.js';
import { Importer } from '../importing/importer.js';
import { LineFile } from '../importing/lines.js';
import { Patience } from '../importing/patience.js';
import { Progress } from '../importing/progress.js';
import { Rejects } from '../importing/rejects.js';
import type { Session } from '../session.js';
import type { Terminal } from '../terminal/terminal.js';
import { count, counted, duration } from '../terminal/text.js';
import type { Output } from './options.js';

export interface ImportOptions extends Pick<Output, 'json'> {
  readonly batch: number;
  readonly rejects?: string;
  /** Seconds. */
  readonly patience: number;
  /** Seconds, or false: not at all. */
  readonly wait: number | false;
}

export interface Summary {
  readonly file: string;
  readonly lines: number;
  readonly done: number;
  readonly repeated: number;
  readonly rejected: number;
  readonly rejectsFile: string | null;
  readonly seconds: number;
  readonly linesPerSecond: number;
  /** Of this program. */
  readonly peakMemoryBytes: number;
  /** Null when it was not waited for. */
  readonly caughtUp: CaughtUp | null;
}

/** Exit code 1 when lines were rejected. */
export async function importPublications(
  session: Session,
  path: string,
  options: ImportOptions,
): Promise<ExitCode> {
  const { terminal, time } = session;
  const file = LineFile.open(path);
  const progress = new Progress(terminal, time.now);
  const say = (text: string) => {
    progress.clear();
    terminal.say(text);
  };
  const rejects = new Rejects(options.rejects ?? `${path}.rejects.jsonl`, say);
  const patience = new Patience(session, options.patience * 1000, say);
  const longestBehindMs = options.patience * 1000;
  const importer = new Importer(session, patience, rejects, { batch: options.batch, longestBehindMs });
  const startedAt = time.now();
  const taken = () => importer.counts.done + importer.counts.repeated + rejects.count;
  try {
    await importer.run(file, () => progress.show(file.read / Math.max(1, file.size), taken(), ''));
    const seconds = (time.now() - startedAt) / 1000;
    const caughtUp =
      options.wait === false ? null : await waited(session, patience, options.wait, progress, taken());
    progress.clear();
    const summary: Summary = {
      file: path,
      lines: taken(),
      ...importer.counts,
      rejected: rejects.count,
      rejectsFile: rejects.file,
      seconds,
      linesPerSecond: Math.round(taken() / Math.max(seconds, 0.001)),
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      caughtUp,
    };
    if (options.json === true) await terminal.json(summary);
    else for (const line of summaryLines(summary, terminal)) await terminal.line(line);
    return rejects.count === 0 ? exitCode.ok : exitCode.negative;
  } catch (error) {
    progress.clear();
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted(
      `Interrupted after ${counted(taken(), 'line')}.`,
      'The same command goes on from there: lines that were taken are only compared.',
    );
  } finally {
    rejects.close();
  }
}

function waited(
  session: Session,
  patience: Patience,
  seconds: number,
  progress: Progress,
  lines: number,
): Promise<CaughtUp> {
  return catchUp(patience, session, seconds * 1000, (behind) =>
    progress.show(1, lines, `; subscriptions have ${counted(behind, 'fact')} to go`),
  );
}

function summaryLines(summary: Summary, { painter }: Terminal): string[] {
  const { lines, done, repeated, rejected, rejectsFile, seconds, linesPerSecond, caughtUp } = summary;
  const width = count(lines).length;
  const numbers = { done, repeated, rejected };
  return [
    `${counted(lines, 'line')} in ${duration(seconds * 1000)}, ${count(linesPerSecond)} per second`,
    ...Object.entries(numbers).map(([name, number]) => {
      const text = `  ${name.padEnd(9)} ${count(number).padStart(width)}`;
      return name === 'rejected' && number > 0 ? painter.paint(text, 'red') : text;
    }),
    ...(rejectsFile === null ? [] : [`  with reasons in ${rejectsFile}`]),
    `${Math.round(summary.peakMemoryBytes / 1_048_576)} MB of memory at the peak of this program`,
    ...(caughtUp === null ? [] : [caughtUpLine(caughtUp)]),
  ];
}

function caughtUpLine({ subscriptions, seconds, deadLetters }: CaughtUp): string {
  const dead = deadLetters === 0 ? '' : `; ${counted(deadLetters, 'dead letter')} (boardwalk dlq ls)`;
  return `All ${counted(subscriptions, 'subscription')} caught up ${duration(seconds * 1000)} later${dead}`;
}

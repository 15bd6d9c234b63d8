import { checkout } from '@boardwalk/tooling/boardwalk-home.mjs';
import { CliError, exitCode, type ExitCode } from '../exit.js';
import { Api } from '../platform/api.js';
import { findInstance } from '../platform/instance.js';
import { RefusedByPlatform } from '../platform/problems.js';
import type { Session } from '../session.js';
import type { Terminal } from '../terminal/terminal.js';
import { duration } from '../terminal/text.js';
import { readScript, type ScriptedStep, shellFor } from '../tour/script.js';
import { steps } from '../tour/steps.js';
import { StepFailed, Visit } from '../tour/visit.js';
import type { Output } from './options.js';

interface StepReport {
  readonly step: number;
  readonly title: string;
  readonly ok: boolean;
  readonly milliseconds: number;
  /** What came of it; the reason, when it failed. */
  readonly told: readonly string[];
}

/** Ends at the first step that fails, with exit code 1. */
export async function tour(session: Session, options: Output): Promise<ExitCode> {
  const { terminal, time } = session;
  const api = new Api(findInstance(session.env), session.signal);
  const script = readScript(checkout);
  const visit = new Visit(api, session);
  const quiet = options.json === true;
  const reports: StepReport[] = [];
  const startedAt = time.now();
  if (!quiet) await introduce(script.before, api, terminal);
  for (const [at, step] of steps.entries()) {
    const scripted = script.steps[at] ?? { title: `Step ${at + 1}`, shell: '' };
    if (!quiet) await announce(at + 1, { ...scripted, shell: shellFor(visit.ada, scripted.shell) }, terminal);
    const report = await taken(at + 1, scripted.title, () => step(visit), time.now);
    reports.push(report);
    if (!quiet) await tell(report, terminal);
    if (!report.ok) break;
  }
  const ok = reports.length === steps.length && reports.every((report) => report.ok);
  if (quiet) await terminal.json({ url: api.instance.url, ok, steps: reports });
  else if (ok) await conclude(time.now() - startedAt, api, terminal);
  return ok ? exitCode.ok : exitCode.negative;
}

async function taken(
  step: number,
  title: string,
  take: () => Promise<readonly string[]>,
  now: () => number,
): Promise<StepReport> {
  const startedAt = now();
  const report = (ok: boolean, told: readonly string[]) => ({
    step,
    title,
    ok,
    milliseconds: now() - startedAt,
    told,
  });
  try {
    return report(true, await take());
  } catch (error) {
    if (error instanceof StepFailed) return report(false, [error.message]);
    // Without the operator's token nothing here works, and that is no failure of the platform.
    if (error instanceof RefusedByPlatform && error.status !== 401)
      return report(false, [`${error.what} ${error.why}`]);
    if (error instanceof CliError) throw error;
    throw new Error(`Step ${step}, "${title}", broke.`, { cause: error });
  }
}

async function introduce(before: string, api: Api, terminal: Terminal): Promise<void> {
  const { painter } = terminal;
  await terminal.line(painter.paint(`Five minutes of Boardwalk, at ${api.instance.url}`, 'bold'));
  await terminal.line('Each step shows the same by curl, after these lines:');
  for (const line of before.split('\n')) await terminal.line(painter.paint(`    ${line}`, 'dim'));
}

async function announce(step: number, { title, shell }: ScriptedStep, terminal: Terminal): Promise<void> {
  const { painter } = terminal;
  await terminal.line();
  await terminal.line(painter.paint(`${String(step).padStart(2)}  ${title}`, 'bold'));
  for (const line of shell.split('\n')) await terminal.line(painter.paint(`    ${line}`, 'dim'));
}

async function tell({ ok, told, milliseconds }: StepReport, terminal: Terminal): Promise<void> {
  const { painter } = terminal;
  const [result = '', ...more] = told;
  const mark = ok ? painter.paint('✓', 'green') : painter.paint('✗', 'red');
  await terminal.line(`  ${mark} ${result} ${painter.paint(`(${duration(milliseconds)})`, 'dim')}`);
  for (const line of more) await terminal.line(line);
}

async function conclude(milliseconds: number, api: Api, terminal: Terminal): Promise<void> {
  await terminal.line();
  await terminal.line(
    terminal.painter.paint(`${steps.length} steps, all as promised, in ${duration(milliseconds)}.`, 'green'),
  );
  await terminal.line('Next');
  for (const [words, meaning] of next) await terminal.line(`  ${`${typed} ${words}`.padEnd(66)} ${meaning}`);
  await terminal.line(`  ${`${api.instance.url}/docs`.padEnd(66)} the API`);
}

/** Who came by npm has no program of this name on the path. */
const typed = process.env['npm_lifecycle_event'] === undefined ? 'boardwalk' : 'npm run -s boardwalk --';

const next = [
  ['events ls', 'what happened'],
  ['stats', 'who leads'],
  ['generate publications --out /tmp/history.jsonl', 'a history to import'],
  ['new consumer --help', 'add your own'],
] as const;

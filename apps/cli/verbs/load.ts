import { exitCode, type ExitCode, usageError } from '../exit.js';
import { Patience } from '../importing/patience.js';
import { Load, type LoadSettings } from '../load/load.js';
import { mischief, mixIn, ordinary } from '../load/mix.js';
import { rateIn, spanIn } from '../load/quantities.js';
import { reportLines } from '../load/report.js';
import type { Shape } from '../load/arrivals.js';
import type { Session } from '../session.js';
import type { Output } from './options.js';

export interface LoadOptions extends Pick<Output, 'json'> {
  readonly rate: string;
  readonly for: string;
  readonly seed: number;
  readonly shape: Shape;
  readonly mix?: string;
  readonly people?: number;
  readonly demo?: boolean;
  readonly findRate?: boolean;
  /** Seconds. */
  readonly patience: number;
  /** Seconds. */
  readonly wait: number;
}

/** People for each arrival a second: nobody asks more often than a person may. */
const arrivalsPerPerson = 3;
const fewestPeople = 8;
const mostPeople = 200;

/** Exit code 1 when something was lost, repeated, out of order, or failed. */
export async function load(session: Session, options: LoadOptions): Promise<ExitCode> {
  const { terminal } = session;
  const settings = settingsIn(options);
  const say = (text: string) => terminal.say(text);
  // Ctrl-C ends what comes, not what is under way: of that is still to be told.
  const patience = new Patience(
    { ...session, signal: new AbortController().signal },
    options.patience * 1_000,
    say,
  );
  const report = await Load.run(session, patience, settings);
  if (options.json === true) await terminal.json(report);
  else for (const line of reportLines(report, terminal)) await terminal.line(line);
  if (report.interrupted) return exitCode.interrupted;
  return report.ok ? exitCode.ok : exitCode.negative;
}

function settingsIn(options: LoadOptions): LoadSettings {
  const { seed, shape, findRate = false, demo = false } = options;
  const rate = parsed('--rate', options.rate, rateIn);
  const usual = demo ? { ...ordinary, ...mischief } : ordinary;
  return {
    rate,
    seed,
    shape,
    findRate,
    span: parsed('--for', options.for, spanIn),
    mix: options.mix === undefined ? usual : parsed('--mix', options.mix, mixIn),
    people:
      options.people ??
      Math.min(
        mostPeople,
        Math.max(fewestPeople, Math.ceil((findRate ? 8 * rate : rate) / arrivalsPerPerson)),
      ),
    patience: options.patience * 1_000,
    longestCatchUp: options.wait * 1_000,
  };
}

/** Read here, so that what reads them is loaded with the verb. */
function parsed<Value>(option: string, text: string, read: (text: string) => Value): Value {
  try {
    return read(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw usageError(`${option} cannot be "${text}".`, why, 'boardwalk load --help shows what it takes');
  }
}

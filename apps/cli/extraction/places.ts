import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import type { Finding, Running } from '../platform/operator.js';
import { ComposeFile } from './compose-file.js';
import { takenBack, takenOut } from './division.js';
import { envFileOf, envFileText, isEnvFile, neededBy, ownPortOf } from './env-file.js';
import { FlyFile } from './fly-file.js';
import { carriersOf, ill, well } from './preconditions.js';
import { type Process, type ProcessFile, Refusal } from './process.js';
import { composeSteps, flySteps, handSteps, othersOf, type Step } from './steps.js';

export const placeNames = ['compose', 'fly', 'process'] as const;
export type PlaceName = (typeof placeNames)[number];

/** What is asked for. */
export interface Order {
  readonly context: string;
  /** Every context of the checkout. */
  readonly contexts: readonly string[];
  readonly back: boolean;
  readonly root: string;
  /** The data folder of this checkout. */
  readonly home: string;
  /** Null where nobody said. */
  readonly transport: string | null;
  /** Where the new process asks who sends a request, if it is started by hand. */
  readonly identityUrl: string | null;
  /** The platform that runs, and where; null on the way back, which asks nobody. */
  readonly running: (Running & { readonly url: string }) | null;
}

/** A file before and after; null is one that is not there. */
export interface Change {
  readonly file: string;
  /** As it is shown: from the root, if it lies below. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** One way in which the processes of a platform are started. */
export interface Place {
  readonly name: PlaceName;
  readonly findings: readonly Finding[];
  /** Null when the file is refused. */
  readonly change: Change | null;
  readonly steps: readonly Step[];
}

/** Those of which there is something in the checkout. */
export function placesIn({ root, home }: Pick<Order, 'root' | 'home'>): PlaceName[] {
  const marks = { compose: join(root, 'compose.yaml'), fly: join(root, 'fly.toml'), process: home };
  return placeNames.filter((name) => existsSync(marks[name]));
}

export function placeOf(name: PlaceName, order: Order): Place {
  const path = { compose: 'compose.yaml', fly: 'fly.toml', process: shown(envFileOf(order), order) }[name];
  try {
    return { name, ...(name === 'process' ? byHand(order) : inFile(name, order)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { name, findings: [ill(path, error.message, error.mend)], change: null, steps: [] };
  }
}

function inFile(name: 'compose' | 'fly', order: Order): Omit<Place, 'name'> {
  const { context, contexts, back, root, transport } = order;
  const read = (text: string) =>
    name === 'compose' ? new ComposeFile(text, contexts) : new FlyFile(text, contexts);
  const path = name === 'compose' ? 'compose.yaml' : 'fly.toml';
  const file = join(root, path);
  const text = textOf(file);
  if (text === null) throw new Refusal('It is not there.', 'Call this in a checkout that has it.');
  const before = read(text);
  const processes = back ? takenBack(before, context, contexts) : takenOut(before, context);
  const changed = before.with(processes);
  const after = read(changed);
  assertSame(processes, after);
  const others = othersOf(context, before.processes, processes);
  const address =
    (after instanceof ComposeFile ? after.published(context) : null) ?? after.addressOf(context);
  const crew = { context, others, address, transport };
  return {
    findings: [lacking(after, order) ?? well(path, outcome(others, back))],
    change: { file, path, before: text, after: changed },
    steps: others.length === 0 ? [] : name === 'compose' ? composeSteps(crew, back) : flySteps(crew, back),
  };
}

function outcome(others: readonly string[], back: boolean): string {
  const names = others.join(' and ');
  if (names === '') return 'There is nothing to take back.';
  return back ? `It goes back to ${names}.` : `It leaves ${names}.`;
}

/** What was written says what was meant. */
function assertSame(wanted: readonly Process[], { processes }: ProcessFile): void {
  const told = (all: readonly Process[]) =>
    JSON.stringify(
      all
        .map(({ name, contexts, roles, identityUrl }) => [name, contexts, [...roles].sort(), identityUrl])
        .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
    );
  if (told(wanted) === told(processes)) return;
  throw new Refusal(
    'It cannot be changed so that it says what is meant: something in it is inherited from elsewhere.',
    'Write CONTEXTS, ROLES and IDENTITY_URL with each process itself, or change it by hand after the example of docs/extraction.md.',
  );
}

/** What the platform was given and the new process would not be; null when nothing is. */
function lacking(file: ComposeFile | FlyFile, { context, running, back }: Order): Finding | null {
  if (running === null || back) return null;
  if (file instanceof FlyFile) {
    const { transport } = file;
    return transport === null || carriersOf(running.transport).includes(transport)
      ? null
      : ill(
          file.path,
          `It says TRANSPORT = "${transport}", and the facts of the platform that runs travel by ${running.transport}.`,
          `Write that of the platform below [env]. If the platform does not run there, leave it out: --only compose, or --only process.`,
        );
  }
  const given = file.given(context);
  const missing = neededBy(running).filter((variable) => !given.includes(variable));
  return missing.length === 0
    ? null
    : ill(
        file.path,
        `It gives the new process no ${missing.join(' and no ')}, and the platform that runs was given it.`,
        'Write it where all processes have it, as below x-environment. If the platform does not run there, leave it out: --only fly, or --only process.',
      );
}

function byHand(order: Order): Omit<Place, 'name'> {
  const { context, back, home, running, identityUrl } = order;
  const file = envFileOf(order);
  const path = shown(file, order);
  const before = textOf(file);
  if (before !== null && !isEnvFile(before, context))
    throw new Refusal('It is there, and was not written here.', 'Rename it.');
  if (!existsSync(home))
    throw new Refusal(`${home} is not there.`, 'Set BOARDWALK_HOME to the data folder of the platform.');
  const hand = (address: string, rest: readonly string[]) =>
    handSteps({ context, file: path, home: shown(home, order), address, rest }, back);
  if (running === null)
    return {
      findings: [well(path, before === null ? 'It is not there.' : 'It goes.')],
      change: { file, path, before, after: null },
      steps: before === null ? [] : hand('', []),
    };
  const { url: platformUrl, given, contexts } = running;
  const transport = order.transport ?? running.transport;
  const process = { context, transport, home, platformUrl, identityUrl, given };
  return {
    findings: [well(path, ['It holds no secrets', ...comingFrom(neededBy(process))].join('; ').concat('.'))],
    change: { file, path, before, after: envFileText(process) },
    steps: hand(
      `http://127.0.0.1:${ownPortOf(process)}`,
      contexts.filter((name) => name !== context),
    ),
  };
}

const comingFrom = (needed: readonly string[]): string[] =>
  needed.length === 0 ? [] : [`${needed.join(', ')} come from the environment`];

function textOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function shown(file: string, { root }: Pick<Order, 'root'>): string {
  const path = relative(root, file);
  return path.startsWith('..') || isAbsolute(path) ? file : path;
}

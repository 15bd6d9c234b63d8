import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { boardwalkHome, checkout } from '@boardwalk/tooling/boardwalk-home.mjs';
import { CliError, exitCode, type ExitCode } from '../exit.js';
import {
  type Change,
  type Order,
  type Place,
  type PlaceName,
  placeOf,
  placesIn,
} from '../extraction/places.js';
import { examine, identityAnswers } from '../extraction/preconditions.js';
import { Api } from '../platform/api.js';
import { findInstance } from '../platform/instance.js';
import type { Finding, Running } from '../platform/operator.js';
import { isContext } from '../scaffold/context-code.js';
import { Plan } from '../scaffold/plan.js';
import type { Session } from '../session.js';
import { differenceLines } from '../terminal/difference.js';
import { flowed } from '../terminal/text.js';
import { examinationLines } from './doctor.js';

export interface ExtractOptions {
  readonly transport?: string;
  readonly identityUrl?: string;
  readonly only?: PlaceName;
  readonly back?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly root?: string;
}

/** Exit code 1 when a check failed; then nothing is written. */
export async function extract(session: Session, context: string, options: ExtractOptions): Promise<ExitCode> {
  const { back = false, dryRun = false, only } = options;
  const root = options.root === undefined ? checkout : resolve(options.root);
  const contexts = contextsOf(root);
  assertContext(context, contexts);
  const home = boardwalkHome(session.env, { root });
  const names = only === undefined ? placesIn({ root, home }) : [only];
  if (names.length === 0) throw nowhereToWrite(root, home);
  const order = { context, contexts, back, root, home, transport: options.transport ?? null };
  const { findings: asked, ...known } = back
    ? nobodyAsked
    : await askPlatform(session, order, names, options);
  const places = names.map((name) => placeOf(name, { ...order, ...known }));
  const findings = [...asked, ...places.flatMap((place) => place.findings)];
  const ok = findings.every((finding) => finding.ok);
  const changes = places.flatMap(({ change }) =>
    change === null || change.before === change.after ? [] : [change],
  );
  if (ok && !dryRun) for (const change of changes) write(change);
  await tell(session, { context, back, dryRun, ok, findings, changes, places }, options.json === true);
  return ok ? exitCode.ok : exitCode.negative;
}

/** A way back is open whatever the platform says, also when it says nothing. */
const nobodyAsked = { findings: [] as readonly Finding[], running: null, identityUrl: null };

type Asked = Pick<Order, 'running' | 'identityUrl' | 'transport'> & { readonly findings: readonly Finding[] };

async function askPlatform(
  { env, signal }: Session,
  { context, root }: Pick<Order, 'context' | 'root'>,
  names: readonly PlaceName[],
  options: ExtractOptions,
): Promise<Asked> {
  const instance = findInstance(env);
  const api = new Api(instance, signal);
  const running = await api.get<Running>('operator');
  const identityUrl = context === 'identity' ? null : (options.identityUrl ?? instance.url);
  const move = { context, version: versionOf(root), transport: options.transport };
  const findings = await examine(api, running, move);
  if (names.includes('process')) findings.push(await identityAnswers(identityUrl, signal));
  return {
    findings,
    identityUrl,
    transport: options.transport ?? running.transport,
    running: { ...running, url: instance.url },
  };
}

function contextsOf(root: string): string[] {
  const plan = new Plan(root);
  return plan.list('modules').filter((name) => isContext(plan, name));
}

function assertContext(context: string, contexts: readonly string[]): void {
  if (contexts.includes(context)) return;
  throw new CliError(
    exitCode.notFound,
    `There is no context "${context}".`,
    `There are: ${contexts.join(', ')}.`,
    `boardwalk extract ${contexts.at(-1)}`,
  );
}

function nowhereToWrite(root: string, home: string): CliError {
  return new CliError(
    exitCode.notFound,
    'There is nothing to write to.',
    `${root} has neither compose.yaml nor fly.toml, and ${home} is no data folder.`,
    'Call this in a checkout that has one of them, or set BOARDWALK_HOME to the data folder of the platform.',
  );
}

function versionOf(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version?: unknown };
  return String(version);
}

function write({ file, after }: Change): void {
  if (after === null) rmSync(file, { force: true });
  else writeFileSync(file, after);
}

interface Told {
  readonly context: string;
  readonly back: boolean;
  readonly dryRun: boolean;
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly changes: readonly Change[];
  readonly places: readonly Place[];
}

async function tell({ terminal }: Session, told: Told, asJson: boolean): Promise<void> {
  const { context, back, dryRun, ok, findings, changes, places } = told;
  if (asJson) {
    await terminal.json({
      context,
      back,
      dryRun,
      ok,
      checks: findings,
      files: changes.map(({ path, before, after }) => ({
        path,
        action: actionOf({ before, after }),
        text: after,
      })),
      steps: ok ? places.flatMap(({ name, steps }) => steps.map((step) => ({ place: name, ...step }))) : [],
    });
    return;
  }
  for (const line of examinationLines({ checks: findings }, terminal)) await terminal.line(line);
  for (const change of changes) {
    await terminal.line();
    await terminal.line(terminal.painter.paint(`${actionOf(change)}  ${change.path}`, 'bold'));
    if (dryRun || !ok)
      for (const line of differenceLines(change.before, change.after, terminal))
        await terminal.line(`  ${line}`);
  }
  if (ok)
    for (const place of places)
      for (const line of stepLines(place, terminal.columns)) await terminal.line(line);
  terminal.say(`\n${verdict(told)}`);
}

function actionOf({ before, after }: Pick<Change, 'before' | 'after'>): 'create' | 'change' | 'remove' {
  if (before === null) return 'create';
  return after === null ? 'remove' : 'change';
}

const titles: Readonly<Record<PlaceName, string>> = {
  compose: 'With Docker Compose',
  fly: 'On Fly.io',
  process: 'By hand',
};

function stepLines({ name, steps }: Place, columns: number): string[] {
  if (steps.length === 0) return [];
  const margin = '     ';
  return [
    '',
    titles[name],
    ...steps.flatMap(({ does, type }, at) => [
      ...flowed(does.split(' '), columns - margin.length).map(
        (line, row) => `${row === 0 ? `${at + 1}. `.padStart(margin.length) : margin}${line}`,
      ),
      ...type.map((line) => `${margin}  ${line}`),
    ]),
  ];
}

/** How it ended, in a word for people. */
function verdict({ ok, dryRun, back, context, changes }: Told): string {
  const wayBack = back ? [] : [`The way back: boardwalk extract ${context} --back`];
  if (!ok) return 'Nothing was written.';
  if (dryRun) return ['Nothing was written; without --dry-run it is.', ...wayBack].join('\n');
  if (changes.length === 0 && back) return 'Nothing was written: there is nothing to undo.';
  if (changes.length === 0) return ['Nothing was written: it is all there.', ...wayBack].join('\n');
  return back ? 'The files are as they were.' : wayBack.join('\n');
}

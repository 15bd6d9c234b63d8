import { resolve } from 'node:path';
import { checkout } from '@boardwalk/tooling/boardwalk-home.mjs';
import { CliError, exitCode, type ExitCode } from '../exit.js';
import { isContext, planContext, planFirstTest } from '../scaffold/context-code.js';
import { generate, installPackages } from '../scaffold/finish.js';
import { contextName, pascal } from '../scaffold/names.js';
import { Plan } from '../scaffold/plan.js';
import { type NewConsumer, planConsumer } from '../scaffold/plan-consumer.js';
import { type NewEvent, planEvent } from '../scaffold/plan-event.js';
import type { Session } from '../session.js';

export interface NewOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly root?: string;
}
export interface EventOptions extends NewOptions, NewEvent {}
export interface ConsumerOptions extends NewOptions, NewConsumer {}
export interface ContextOptions extends NewOptions {
  readonly does?: string;
}

export async function newEvent(session: Session, type: string, options: EventOptions): Promise<ExitCode> {
  const plan = planFor(options);
  const { context, tail, aggregate, external } = await planEvent(plan, type, options);
  return finish(session, plan, options, false, [
    `Record it in modules/${context}/domain/${aggregate}.ts: this.addDomainEvent(new ${pascal(tail)}(…))`,
    ...(external ? [] : [`Let somebody consume it: boardwalk new consumer ${context}.${tail} --context …`]),
    `Let telemetry keep its golden record: npm test -- modules/telemetry`,
    'Let it happen in the journey of every fact: test/journeys/life',
  ]);
}

export async function newConsumer(
  session: Session,
  type: string,
  options: ConsumerOptions,
): Promise<ExitCode> {
  const plan = planFor(options);
  const { newContext } = await planConsumer(plan, type, options);
  return finish(session, plan, options, newContext, [
    `Try it: npm test -- modules/${options.context}`,
    'Let it show in the journey of every fact: test/journeys/life/consequences.ts lists what is looked at',
    `Then make its command do what ${options.context} is for, and say so in modules/${options.context}/README.md`,
  ]);
}

export async function newContext(session: Session, text: string, options: ContextOptions): Promise<ExitCode> {
  const plan = planFor(options);
  const name = contextName(text);
  if (isContext(plan, name)) {
    throw new CliError(
      exitCode.refused,
      `There is a context ${name} already.`,
      `It lies in modules/${name}.`,
      `Add to it: boardwalk new consumer <type> --context ${name}`,
    );
  }
  planContext(plan, name, { does: options.does ?? `the context ${name}`, commands: [], tables: [] });
  planFirstTest(plan, name);
  return finish(session, plan, options, true, [
    `Give it something to do: boardwalk new consumer <type> --context ${name}`,
  ]);
}

function planFor({ root }: NewOptions): Plan {
  return new Plan(root === undefined ? checkout : resolve(root));
}

async function finish(
  session: Session,
  plan: Plan,
  options: NewOptions,
  hasNewPackage: boolean,
  next: readonly string[],
): Promise<ExitCode> {
  const { terminal } = session;
  plan.formatAll();
  const { files } = plan;
  const violations: string[] = [];
  if (options.dryRun !== true) {
    plan.write();
    if (hasNewPackage) installPackages(plan.root, (text) => terminal.say(text));
    violations.push(...generate(plan.root));
  }
  if (options.json === true) {
    await terminal.json({ dryRun: options.dryRun === true, root: plan.root, files, violations, next });
    return exitCode.ok;
  }
  for (const { action, path } of files) await terminal.line(`${action}  ${path}`);
  if (options.dryRun === true) {
    terminal.say('Nothing was written. Generated files and, for a new context, the lockfile would follow.');
    return exitCode.ok;
  }
  for (const violation of violations) terminal.warn(violation);
  terminal.say(['Next', ...next.map((line) => `  ${line}`)].join('\n'));
  return exitCode.ok;
}

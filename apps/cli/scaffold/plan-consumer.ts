import { CliError, exitCode } from '../exit.js';
import { Catalog, openFields } from './catalog.js';
import { commandText, consumerText, migrationText, portText, storageText } from './consumer-code.js';
import { effectTest, translationTest } from './consumer-tests.js';
import { isContext, planContext } from './context-code.js';
import { registerProviders } from './module-file.js';
import { className, contextName, kebab, spoken } from './names.js';
import type { Plan } from './plan.js';
import { namesOf, type RecordNames } from './record.js';

export interface NewConsumer {
  readonly context: string;
  readonly command?: string;
  readonly subscription?: string;
}

/**
 * A consumer with everything down to its table.
 * @returns whether the context is new, so that its package must be linked
 */
export async function planConsumer(
  plan: Plan,
  type: string,
  wanted: NewConsumer,
): Promise<{ newContext: boolean }> {
  const catalog = await Catalog.read(plan.root);
  const fact = catalog.contract(type);
  const context = contextName(wanted.context);
  const subscription = checkedSubscription(wanted.subscription, context);
  const command = wanted.command === undefined ? undefined : className(wanted.command);
  const names = namesOf(fact, openFields(fact), command, subscription);
  const newContext = !isContext(plan, context);
  if (newContext) planContext(plan, context, descriptionOf(names));
  const folder = `modules/${context}`;
  const example = catalog.exampleOf(fact);
  const whole = newContext || !/\bforRoot\(/.test(plan.read(`${folder}/${context}.module.ts`));
  plan.create(`${folder}/presentation/consumers/${names.tail}.consumer.ts`, consumerText(names));
  plan.create(`${folder}/application/${names.tail}-records.ts`, portText(names));
  plan.create(`${folder}/application/${kebab(names.command)}.ts`, commandText(names));
  plan.create(`${folder}/infrastructure/postgres-${names.tail}-records.ts`, storageText(names));
  plan.create(`${folder}/migrations/${nextMigration(plan, folder)}_${names.table}.sql`, migrationText(names));
  plan.create(`${folder}/test/${names.tail}.consumer.spec.ts`, translationTest(names, example));
  plan.create(`${folder}/test/${names.tail}.module.spec.ts`, effectTest(names, example, context, whole));
  registerProviders(plan, context, names);
  return { newContext };
}

function checkedSubscription(name: string | undefined, context: string): string | undefined {
  if (name === undefined || new RegExp(`^${context}\\.[a-z][a-z0-9-]*$`).test(name)) return name;
  throw new CliError(
    exitCode.usage,
    `"${name}" cannot be a subscription of ${context}.`,
    'A subscription belongs to one context and begins with its name.',
    `--subscription ${context}.records`,
  );
}

function descriptionOf({ fact, command, table }: RecordNames) {
  return {
    does: `keeps a record of each ${spoken(fact.tail)}`,
    commands: [{ name: command, does: 'One row. The same fact a second time changes nothing.' }],
    tables: [{ name: table, holds: `what happened, one row per fact: ${fact.doc}` }],
  };
}

function nextMigration(plan: Plan, folder: string): string {
  const numbers = plan.list(`${folder}/migrations`).map((name) => Number(/^(\d{4})_/.exec(name)?.[1] ?? 0));
  return String(Math.max(0, ...numbers) + 1).padStart(4, '0');
}

import { CliError, exitCode } from '../exit.js';
import { Catalog } from './catalog.js';
import {
  contractText,
  type EventNames,
  privateEventText,
  publisherMethod,
  publisherTest,
} from './event-code.js';
import { type Field, parseField } from './field.js';
import { camel, factName, pascal, spoken } from './names.js';
import type { Plan } from './plan.js';
import { addElement, addImport, addToClass, addToUnion, NoSuchPlace } from './text-edits.js';

export interface NewEvent {
  readonly aggregate: string;
  readonly key?: string;
  readonly field?: readonly string[];
  readonly says?: string;
  readonly visible: string;
  readonly external?: boolean;
}

/** A fact from the private event that is behind it to its contract, with the test of the translation. */
export async function planEvent(plan: Plan, type: string, wanted: NewEvent): Promise<EventNames> {
  const { context, tail } = factName(type);
  const catalog = await Catalog.read(plan.root);
  catalog.assertNew(context, tail);
  const key = wanted.key ?? `${camel(wanted.aggregate)}Id`;
  const given = (wanted.field ?? []).map(parseField);
  const keyField: Field = given.find(({ name }) => name === key) ?? {
    name: key,
    optional: false,
    type: 'string',
  };
  const event: EventNames = {
    context,
    tail,
    aggregate: wanted.aggregate,
    key,
    fields: [keyField, ...given.filter(({ name }) => name !== key)],
    says: sentence(wanted.says ?? `${pascal(tail).charAt(0)}${spoken(tail).slice(1)}`),
    visible: wanted.visible,
    external: wanted.external === true,
  };
  const home = homeOf(plan, event);
  plan.create(`shared/integration-events/${context}/${tail}.integration-event.ts`, contractText(event));
  planPrivateEvent(plan, event, home);
  planPublisher(plan, event, home);
  plan.create(`modules/${context}/test/${tail}.publisher.spec.ts`, publisherTest(event, home));
  return event;
}

/** The file of the aggregate's private events, without its ending. */
function homeOf(plan: Plan, { context, aggregate }: EventNames): string {
  const names = plan.list(`modules/${context}/domain`).filter((name) => name.endsWith('.events.ts'));
  if (names.includes(`${aggregate}.events.ts`)) return `${aggregate}.events`;
  const known = names.map((name) => name.replace('.events.ts', ''));
  throw new CliError(
    exitCode.notFound,
    `${context} has no aggregate "${aggregate}" that records events.`,
    known.length === 0
      ? `modules/${context}/domain holds no *.events.ts. Events are recorded by aggregates.`
      : `There are: ${known.join(', ')}.`,
    known.length === 0 ? 'Write the aggregate and its events first.' : `--aggregate ${known[0]}`,
  );
}

function planPrivateEvent(plan: Plan, event: EventNames, home: string): void {
  const name = pascal(event.tail);
  const file = `modules/${event.context}/domain/${home}.ts`;
  if (new RegExp(`\\bclass ${name}\\b`).test(plan.read(file))) {
    throw new CliError(
      exitCode.refused,
      `${file} has a private event ${name} already.`,
      'The private event of a fact bears its name.',
      'Write the contract and the entry in the publisher by hand, or name the fact otherwise.',
    );
  }
  plan.change(file, (text) => {
    const union = /^export type \w+Event =/m.exec(text);
    const code = privateEventText(event);
    return union === null
      ? `${text.trimEnd()}\n\n${code}`
      : `${text.slice(0, union.index)}${code}\n${text.slice(union.index)}`;
  });
  const union = unionOf(plan, event.context, home);
  plan.change(union.file, (text) => {
    const added = addToUnion(text, union.name, name);
    return union.file === file ? added : addImport(added, name, `./${home}.js`, true);
  });
}

/** The union that a new event belongs to: that of its own file, else the one that the publisher translates. */
function unionOf(plan: Plan, context: string, home: string): { file: string; name: string } {
  const folder = `modules/${context}/domain`;
  const own = /^export type (\w+Event) =/m.exec(plan.read(`${folder}/${home}.ts`))?.[1];
  if (own !== undefined) return { file: `${folder}/${home}.ts`, name: own };
  const translated = /\bBasePublisher<([^>]+)>/.exec(plan.read(publisherOf(context)))?.[1]?.split('|') ?? [];
  for (const name of translated.map((part) => part.trim())) {
    const file = plan
      .list(folder)
      .find((one) => one.endsWith('.events.ts') && plan.read(`${folder}/${one}`).includes(`type ${name} =`));
    if (file !== undefined) return { file: `${folder}/${file}`, name };
  }
  throw new CliError(
    exitCode.refused,
    `The events of modules/${context}/domain/${home}.ts belong to no union.`,
    'A publisher translates a union of events, and none was found. Nothing was written.',
    'Write the event by hand, after the example of another context.',
  );
}

function planPublisher(plan: Plan, event: EventNames, home: string): void {
  const name = pascal(event.tail);
  plan.change(publisherOf(event.context), (text) => {
    const publisher = /\bclass (\w+Publisher)\b/.exec(text)?.[1];
    if (publisher === undefined) throw new NoSuchPlace('class …Publisher');
    const entry = `${name}: (event) => this.publish${name}(event)`;
    const withEntry = addElement(text, /\bpublishes: Publishes<[^=]*> = \{/, entry);
    const withMethod = addToClass(withEntry, publisher, publisherMethod(event));
    const contracts = '@boardwalk/integration-events';
    const withFact = addImport(withMethod, `${name}IntegrationEvent`, contracts);
    const needsFields = event.fields.some(({ optional }) => optional);
    const withFields = needsFields ? addImport(withFact, 'Fields', contracts, true) : withFact;
    return addImport(withFields, name, `../../domain/${home}.js`, true);
  });
}

function publisherOf(context: string): string {
  return `modules/${context}/presentation/publishers/${context}.publisher.ts`;
}

function sentence(text: string): string {
  const trimmed = text
    .trim()
    .replace(/[\r\n]+/g, ' ')
    .replaceAll('*/', '');
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

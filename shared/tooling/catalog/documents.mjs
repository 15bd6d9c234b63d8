// What people read: the flow map, and the tables in each module's README.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { visibilityOf } from './catalog.mjs';

/** @typedef {import('./catalog.mjs').Catalog} Catalog */
/** @typedef {import('./catalog.mjs').Entry} Entry */
/** @typedef {import('./contracts.mjs').Violation} Violation */

const begin = '<!-- generated:canvas -->';
const end = '<!-- /generated -->';

export const flowMapFile = 'docs/generated/flow-map.md';

/** @param {Catalog} catalog */
export function flowMapOf({ entries }) {
  const facts = entries.map(({ contract }) => `    ${id('fact', contract.type)}["${contract.type}"]`);
  const owners = [...new Set(entries.map(({ contract }) => contract.context))];
  const subscriptions = [
    ...new Set(entries.flatMap(({ consumers }) => consumers.map(({ subscription }) => subscription))),
  ].sort();
  const arrows = entries.flatMap(({ contract, publisher, consumers }) => [
    ...(publisher === undefined
      ? []
      : [`  ${id('from', contract.context)} --> ${id('fact', contract.type)}`]),
    ...unique(
      consumers.map(({ subscription }) => `  ${id('fact', contract.type)} --> ${id('to', subscription)}`),
    ),
  ]);
  return [
    '# Flow map',
    '',
    'Who publishes which fact, and which subscriptions take it. Drawn from the source by `node shared/tooling/generate.mjs`.',
    '',
    '```mermaid',
    'flowchart LR',
    '  subgraph publishers',
    ...owners.map((context) => `    ${id('from', context)}(["${context}"])`),
    '  end',
    '  subgraph facts',
    ...facts,
    '  end',
    '  subgraph subscriptions',
    ...subscriptions.map((subscription) => `    ${id('to', subscription)}(["${subscription}"])`),
    '  end',
    ...arrows,
    '```',
    '',
    '| fact | what happened | publisher | ordered by | visible to | subscriptions |',
    '|---|---|---|---|---|---|',
    ...entries.map(
      (entry) =>
        `| [\`${entry.contract.type}\`](../../${entry.contract.file}) | ${entry.contract.doc} | ${entry.publisher ?? 'nobody yet'} | \`${entry.contract.key}\` | ${audience(entry)} | ${subscriptionsOf(entry)} |`,
    ),
    '',
  ].join('\n');
}

/**
 * The README of every module with its two tables renewed. A module without README or markers is left alone.
 * @param {Catalog} catalog
 * @returns {Map<string, string>} path → text
 */
export function canvasesOf(catalog) {
  const renewed = new Map();
  for (const context of catalog.contexts) {
    const text = readmeOf(catalog, context);
    const from = text.indexOf(begin);
    const to = text.indexOf(end, from);
    if (from < 0 || to < 0) continue;
    renewed.set(
      readme(context),
      `${text.slice(0, from + begin.length)}\n${tables(catalog, context)}${text.slice(to)}`,
    );
  }
  return renewed;
}

/**
 * @param {Catalog} catalog
 * @returns {Violation[]}
 */
export function canvasViolations(catalog) {
  return catalog.contexts.flatMap((context) => {
    const text = readmeOf(catalog, context);
    if (text.includes(begin) && text.includes(end, text.indexOf(begin))) return [];
    const message = `has no place for what the module publishes and consumes; write a README with the lines ${begin} and ${end}`;
    return [{ file: readme(context), line: 1, rule: 'CANVAS_MARKERS', message }];
  });
}

/**
 * @param {Catalog} catalog
 * @param {string} context
 */
function tables({ entries }, context) {
  const publishes = entries.filter(
    ({ contract, publisher }) => publisher !== undefined && contract.context === context,
  );
  const consumes = entries.flatMap((entry) =>
    entry.consumers
      .filter((consumer) => consumer.context === context)
      .map((consumer) => ({ ...consumer, entry })),
  );
  return [
    '### Publishes',
    '',
    ...(publishes.length === 0
      ? ['Nothing.']
      : [
          '| fact | when | ordered by | visible to | subscriptions |',
          '|---|---|---|---|---|',
          ...publishes.map(
            (entry) =>
              `| ${linked(entry)} | ${entry.contract.doc} | \`${entry.contract.key}\` | ${audience(entry)} | ${subscriptionsOf(entry)} |`,
          ),
        ]),
    '',
    '### Consumes',
    '',
    ...(consumes.length === 0
      ? ['Nothing.']
      : [
          '| subscription | fact | consumer |',
          '|---|---|---|',
          ...consumes
            .sort((one, other) => one.subscription.localeCompare(other.subscription))
            .map(
              ({ subscription, entry, className, file }) =>
                `| \`${subscription}\` | ${linked(entry)} | [${className}](${file.replace(`modules/${context}/`, '')}) |`,
            ),
        ]),
    '',
  ].join('\n');
}

/** @param {Entry} entry */
const linked = ({ contract }) => `[\`${contract.type}\`](../../${contract.file})`;

/** @param {Entry} entry */
const audience = ({ contract }) =>
  ({ public: 'anyone', members: 'members', internal: 'its consumers' })[visibilityOf(contract)];

/** @param {Entry} entry */
function subscriptionsOf({ contract, consumers }) {
  const names = unique(consumers.map(({ subscription }) => `\`${subscription}\``)).sort();
  if (names.length > 0) return names.join(', ');
  return contract.external ? 'for the outside' : 'nobody yet';
}

/**
 * @param {string} kind
 * @param {string} name
 */
const id = (kind, name) => `${kind}_${name.replaceAll(/[^a-z0-9]/g, '_')}`;

/** @param {string} context */
const readme = (context) => `modules/${context}/README.md`;

/**
 * @param {Catalog} catalog
 * @param {string} context
 */
function readmeOf({ root }, context) {
  const path = join(root, readme(context));
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** @param {string[]} values */
const unique = (values) => [...new Set(values)];

// The TypeScript that is drawn from the catalog: the classes in one place, the registry, the schemas.
import { personalFields, visibilityOf } from './catalog.mjs';

/** @typedef {import('./catalog.mjs').Entry} Entry */

export const header =
  '// Drawn from the contracts and the modules by `node shared/tooling/generate.mjs`; do not edit.\n';
const folder = 'shared/integration-events/generated';

/**
 * @param {Entry[]} entries
 * @returns {Map<string, string>} path → text
 */
export function typescriptOf(entries) {
  return new Map([
    [`${folder}/contracts.ts`, contractsText(entries)],
    [`${folder}/registry.ts`, registryText(entries)],
    [`${folder}/schemas.ts`, schemasText(entries)],
  ]);
}

/** @param {Entry[]} entries */
function contractsText(entries) {
  const lines = entries.map(({ contract }) => {
    const path = contract.file.replace('shared/integration-events/', '../').replace(/\.ts$/, '.js');
    return `export { ${contract.className} } from '${path}';`;
  });
  return `${header}${lines.join('\n')}${lines.length === 0 ? 'export {};' : ''}\n`;
}

/** @param {Entry[]} entries */
function registryText(entries) {
  const names = entries.map(({ contract }) => contract.className);
  return [
    header.trimEnd(),
    "import type { ContractEntry } from '../catalog-entry.js';",
    ...(names.length === 0
      ? []
      : ['import {', ...names.map((name) => `  ${name},`), "} from './contracts.js';"]),
    '',
    '/** Every fact there is. */',
    `export type IntegrationEvent =${names.length === 0 ? ' never' : names.map((name) => `\n  | ${name}`).join('')};`,
    '',
    '/** Every contract by its wire type. */',
    'export const contracts = {',
    ...entries.map(entryText),
    '} as const satisfies Readonly<Record<string, ContractEntry>>;',
    '',
  ].join('\n');
}

/** @param {Entry} entry */
function entryText({ contract, publisher, consumers }) {
  /** @type {Record<string, unknown>} */
  const described = {
    type: contract.type,
    context: contract.context,
    version: contract.version,
    key: contract.key,
    summary: contract.doc,
    track: contract.track,
    visibility: visibilityOf(contract),
    external: contract.external,
    fields: contract.fields.map(({ name }) => name),
    personal: personalFields(contract),
    publisher: publisher ?? null,
    consumers: consumers.map(({ subscription, className }) => ({ subscription, consumer: className })),
  };
  const lines = Object.entries(described).map(([name, value]) => `    ${name}: ${literal(value, 4)},`);
  return [`  '${contract.type}': {`, `    class: ${contract.className},`, ...lines, '  },'].join('\n');
}

/** @param {Entry[]} entries */
function schemasText(entries) {
  return [
    header.trimEnd(),
    "import type { JsonSchema } from '../catalog-entry.js';",
    "import type { contracts } from './registry.js';",
    '',
    '/** JSON Schema (draft-07) of each contract, strict as a publisher must be; `asRead` makes the open form. */',
    'export const schemas: { readonly [T in keyof typeof contracts]: JsonSchema } = {',
    ...entries.map(({ contract, schema }) => `  '${contract.type}': ${literal(schema, 2)},`),
    '};',
    '',
  ].join('\n');
}

/**
 * A value as the formatter would write it, arrays of plain values on one line.
 * @param {unknown} value
 * @param {number} depth spaces in front of the line it stands on
 * @returns {string}
 */
function literal(value, depth) {
  const pad = ' '.repeat(depth + 2);
  const close = ' '.repeat(depth);
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value !== 'object') return String(value);
  const array = Array.isArray(value);
  const parts = array
    ? value.map((item) => literal(item, depth + 2))
    : Object.entries(value).map(
        ([name, item]) => `${/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name)}: ${literal(item, depth + 2)}`,
      );
  if (parts.length === 0) return array ? '[]' : '{}';
  const oneLine = array ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`;
  if (!oneLine.includes('\n') && oneLine.length + depth < 96) return oneLine;
  return `${array ? '[' : '{'}\n${parts.map((part) => `${pad}${part},\n`).join('')}${close}${array ? ']' : '}'}`;
}

/** @param {string} text */
const quoted = (text) =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

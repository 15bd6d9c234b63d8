// Golden examples: written once, when a contract appears, and never changed afterwards, since logs hold facts like them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { exampleValues } from './example-values.mjs';

/** @typedef {import('./catalog.mjs').Catalog} Catalog */
/** @typedef {import('./catalog.mjs').Entry} Entry */
/** @typedef {import('./contracts.mjs').Violation} Violation */
/** @typedef {import('./schemas.mjs').Schema} Schema */

const require = createRequire(import.meta.url);
const { Ajv } = require('ajv');
const { default: addFormats } = require('ajv-formats');

const folder = 'shared/integration-events/generated/examples';

/** A validator that refuses what the catalog's schemas would refuse on the way out. */
export function validator() {
  return addFormats(new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }));
}

/** @param {Entry} entry */
export const exampleFile = ({ contract }) => `${folder}/${contract.type}.json`;

/** @param {Entry} entry */
const leanFile = ({ contract }) => `${folder}/${contract.type}.required-only.json`;

/**
 * The examples that are missing: one with every field, and one without the optional ones where there are any. A
 * contract for which no example can be thought of gets none; `exampleViolations` names it.
 * @param {Catalog} catalog
 * @returns {Map<string, string>} path → text
 */
export function missingExamples({ root, entries }) {
  /** @type {Map<string, string>} */
  const missing = new Map();
  for (const entry of entries) {
    const full = invented(entry);
    if (full === null) continue;
    const required = Object.fromEntries(Object.entries(full).filter(([name]) => isRequired(entry, name)));
    const wanted = [[exampleFile(entry), full]];
    if (Object.keys(required).length < Object.keys(full).length) wanted.push([leanFile(entry), required]);
    for (const [file, value] of wanted)
      if (!existsSync(join(root, String(file))))
        missing.set(String(file), `${JSON.stringify(value, null, 2)}\n`);
  }
  return missing;
}

/**
 * @param {Catalog} catalog
 * @returns {Violation[]}
 */
export function exampleViolations({ root, entries }) {
  const ajv = validator();
  const known = new Set(entries.flatMap((entry) => [exampleFile(entry), leanFile(entry)]));
  const present = existsSync(join(root, folder))
    ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)
    : [];
  const strays = present
    .filter((file) => !known.has(file))
    .map((file) =>
      broken(
        file,
        'EXAMPLE_WITHOUT_CONTRACT',
        'no contract has this wire type any more; examples are never removed, so bring it back',
      ),
    );
  const rest = entries.flatMap((entry) => {
    const file = exampleFile(entry);
    if (!present.includes(file))
      return [
        broken(
          entry.contract.file,
          'EXAMPLE_MISSING',
          `${file} is missing; run node shared/tooling/generate.mjs, or write it by hand if that cannot think of values`,
          entry.contract.line,
        ),
      ];
    const validate = ajv.compile(entry.schema);
    return [file, leanFile(entry)]
      .filter((path) => present.includes(path))
      .flatMap((path) => {
        if (validate(JSON.parse(readFileSync(join(root, path), 'utf8')))) return [];
        return [
          broken(
            path,
            'EXAMPLE_VALID',
            `does not match ${entry.contract.type}: ${ajv.errorsText(validate.errors, { dataVar: 'fact' })}; a contract may only gain optional fields`,
          ),
        ];
      });
  });
  return [...strays, ...rest];
}

/**
 * @param {Entry} entry
 * @returns {Record<string, unknown> | null}
 */
function invented({ contract, schema }) {
  const ajv = validator();
  /** @type {Record<string, unknown>} */
  const example = {};
  const properties = /** @type {Record<string, Schema>} */ (schema['properties']);
  for (const [name, property] of Object.entries(properties)) {
    const fits = ajv.compile(property);
    const value = [exampleValues[`${contract.tail}.${name}`], exampleValues[name], ...guesses(property)].find(
      (candidate) => candidate !== undefined && fits(candidate),
    );
    if (value === undefined) return null;
    example[name] = value;
  }
  return example;
}

/**
 * Values for a field that the story does not know.
 * @param {Schema} property
 * @returns {unknown[]}
 */
function guesses(property) {
  const options = /** @type {unknown[]} */ (property['enum'] ?? []);
  const minimum = Number(property['minimum'] ?? 0);
  return [
    property['const'],
    ...options,
    true,
    minimum + 3,
    minimum,
    // What has a format takes none of the words before its own.
    'tide-pool',
    '2026-03-14T09:26:53.589Z',
    '2026-03-14',
    'https://example.org/tide-pool',
    '0198c1d0-5a5a-7b6b-8c7c-9d8d0e9e1f0f',
    'grace@example.org',
    'tide_pool',
    '@tide-pool/log-reader',
    '2026.03.14.1',
    ['tide-pool'],
    [minimum + 3],
    [],
  ];
}

/**
 * @param {Entry} entry
 * @param {string} name
 */
function isRequired({ schema }, name) {
  return /** @type {string[]} */ (schema['required'] ?? []).includes(name);
}

/**
 * @param {string} file
 * @param {string} rule
 * @param {string} message
 * @param {number} line
 * @returns {Violation}
 */
const broken = (file, rule, message, line = 1) => ({ file, line, rule, message });

#!/usr/bin/env node
// Draws everything that follows from the contracts and the modules: registry, schemas, examples, AsyncAPI, the flow
// map, the modules' tables. `--check` writes nothing and fails when a rule is broken or a file has drifted.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { asyncapiOf, folder as asyncapiFolder } from './catalog/asyncapi.mjs';
import { readCatalog } from './catalog/catalog.mjs';
import { canvasesOf, canvasViolations, flowMapFile, flowMapOf } from './catalog/documents.mjs';
import { exampleViolations, missingExamples } from './catalog/examples.mjs';
import { printed, violationsOf } from './catalog/rules.mjs';
import { projectRoot } from './catalog/source.mjs';
import { typescriptOf } from './catalog/typescript.mjs';

const command = 'node shared/tooling/generate.mjs';

/**
 * Everything that is drawn from a catalog and differs from what lies on disk.
 * @param {import('./catalog/catalog.mjs').Catalog} catalog
 * @returns {{ changed: Map<string, string>, stale: string[] }}
 */
export function drift(catalog) {
  const examples = missingExamples(catalog);
  const documents = asyncapiOf(catalog, (file) => examples.get(file));
  const wanted = new Map([
    ...typescriptOf(catalog.entries),
    ...examples,
    ...documents,
    [flowMapFile, flowMapOf(catalog)],
    ...canvasesOf(catalog),
  ]);
  const changed = new Map([...wanted].filter(([file, text]) => onDisk(catalog.root, file) !== text));
  const drawn = join(catalog.root, asyncapiFolder);
  const stale = (existsSync(drawn) ? readdirSync(drawn) : [])
    .map((name) => `${asyncapiFolder}/${name}`)
    .filter((file) => !documents.has(file));
  return { changed, stale };
}

/**
 * Every broken rule of a project, drifted files included.
 * @param {string} root
 * @returns {import('./catalog/contracts.mjs').Violation[]}
 */
export function check(root) {
  const catalog = readCatalog(root);
  const { changed, stale } = drift(catalog);
  const drifted = [...changed.keys(), ...stale].map((file) => ({
    file,
    line: 1,
    rule: 'GENERATED_DRIFT',
    message: `is not what the source says; run ${command} and commit what it writes`,
  }));
  return [...brokenRules(catalog), ...drifted];
}

/**
 * Writes whatever can be drawn.
 * @param {string} root
 * @returns {{ written: string[], violations: import('./catalog/contracts.mjs').Violation[] }} what was written, and the
 *   rules that the catalog does not keep yet
 */
export function write(root) {
  const catalog = readCatalog(root);
  const { changed, stale } = drift(catalog);
  for (const [file, text] of changed) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  for (const file of stale) rmSync(join(root, file));
  return { written: [...changed.keys(), ...stale], violations: brokenRules(catalog) };
}

/** @param {import('./catalog/catalog.mjs').Catalog} catalog */
const brokenRules = (catalog) => [
  ...violationsOf(catalog),
  ...exampleViolations(catalog),
  ...canvasViolations(catalog),
];

/**
 * @param {string} root
 * @param {string} file
 */
function onDisk(root, file) {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined;
}

function main() {
  const { values } = parseArgs({
    options: { check: { type: 'boolean', default: false }, root: { type: 'string' } },
  });
  const root = values.root === undefined ? projectRoot : resolve(values.root);
  if (values.check) {
    const violations = check(root);
    for (const violation of violations) console.log(printed(violation));
    console.error(
      violations.length === 0
        ? 'The catalog is complete and nothing has drifted.'
        : `${violations.length} broken.`,
    );
    process.exitCode = violations.length === 0 ? 0 : 1;
    return;
  }
  const { written, violations } = write(root);
  for (const file of written) console.log(file);
  for (const violation of violations) console.error(printed(violation));
  console.error(
    `${written.length} written${violations.length === 0 ? '' : `; ${violations.length} rules not kept yet, see above`}.`,
  );
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main();

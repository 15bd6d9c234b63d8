#!/usr/bin/env node
// Draws the table of docs/transports.md from the tests that every transport has to pass. `--check` writes nothing and fails
// when the table has drifted. With `--report FILE` (vitest's JSON) the tests are those that ran, and one that failed is a
// failure here too; without it they are only listed.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { settle } from './catalog/drawn-page.mjs';
import { projectRoot } from './catalog/source.mjs';
import { examinedIn, listed } from './guarantees/examined.mjs';
import { guaranteeViolations, readGuarantees, tableFile, tableOf, withTable } from './guarantees/table.mjs';

/**
 * @param {string} root
 * @param {import('./guarantees/examined.mjs').Examined[]} examined
 * @returns {{ text: string, drifted: boolean, violations: import('./catalog/contracts.mjs').Violation[] }}
 */
export function guaranteed(root, examined) {
  const guarantees = readGuarantees(root);
  const page = readFileSync(join(root, tableFile), 'utf8');
  const text = withTable(page, tableOf(guarantees, examined));
  return { text, drifted: text !== page, violations: guaranteeViolations(guarantees, examined) };
}

function main() {
  const { values } = parseArgs({
    options: { check: { type: 'boolean', default: false }, report: { type: 'string' } },
  });
  const examined = values.report === undefined ? listed(projectRoot) : examinedIn(values.report);
  const { text, drifted, violations } = guaranteed(projectRoot, examined);
  settle(
    { root: projectRoot, file: tableFile, text, drifted, violations },
    'shared/tooling/guarantees.mjs',
    values.check,
  );
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main();

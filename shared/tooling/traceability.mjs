#!/usr/bin/env node
// Writes docs/traceability.md from the titles of the tests. `--check` writes nothing and fails when the file has drifted
// or a test claims what it cannot prove. With `--report FILE` (vitest's JSON) only tests that passed count, and a claim
// that did not pass is a failure.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { settle } from './catalog/drawn-page.mjs';
import { projectRoot } from './catalog/source.mjs';
import { claimViolations, passed, traceabilityFile, traceabilityOf } from './traceability/document.mjs';
import { readPromises } from './traceability/promises.mjs';
import { readReport, readTests } from './traceability/tests.mjs';

/**
 * @param {string} root
 * @param {string} [report] path of a JSON report of vitest
 * @returns {{ text: string, drifted: boolean, violations: import('./catalog/contracts.mjs').Violation[] }}
 */
export function trace(root, report) {
  const documents = readPromises(root);
  const tests = readTests(root);
  const outcomes = report === undefined ? undefined : readReport(root, report);
  const text = traceabilityOf(documents, outcomes === undefined ? tests : passed(tests, outcomes));
  const path = join(root, traceabilityFile);
  return {
    text,
    drifted: !existsSync(path) || readFileSync(path, 'utf8') !== text,
    violations: claimViolations(
      documents,
      tests,
      report === undefined ? undefined : readReport(root, report),
    ),
  };
}

function main() {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      report: { type: 'string' },
      root: { type: 'string' },
    },
  });
  const root = values.root === undefined ? projectRoot : resolve(values.root);
  const { text, drifted, violations } = trace(root, values.report);
  settle(
    { root: root, file: traceabilityFile, text, drifted, violations },
    'shared/tooling/traceability.mjs',
    values.check,
  );
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main();

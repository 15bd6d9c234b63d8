import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @typedef {object} Examined a test of the suites for every transport
 * @property {string} transport
 * @property {string} title below the name of the transport, parts separated by ` > `
 * @property {string} outcome as a report of vitest says it; `listed` where nothing was run
 */

/** Where the suites are called. */
const files = ['test/transports', 'test/pipeline/transports.spec.ts'];

const suite = /^(?:the transport|behind the log,) (\S+)$/;

/**
 * @param {string[]} names of the test, from the outermost suite on
 * @param {string} outcome
 * @returns {Examined[]} none for a test of something else
 */
function examined(names, outcome) {
  const at = names.findIndex((name) => suite.test(name));
  const transport = suite.exec(names[at] ?? '')?.[1];
  return transport === undefined ? [] : [{ transport, title: names.slice(at + 1).join(' > '), outcome }];
}

/**
 * @param {string} report path of a JSON report of vitest
 * @returns {Examined[]}
 */
export function examinedIn(report) {
  /** @type {{ testResults: { assertionResults: { ancestorTitles: string[], title: string, status: string }[] }[] }} */
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .flatMap(({ ancestorTitles, title, status }) => examined([...ancestorTitles, title], status));
}

/**
 * What a run would examine; nothing is run.
 * @param {string} root
 * @returns {Examined[]}
 */
export function listed(root) {
  const folder = mkdtempSync(join(tmpdir(), 'boardwalk-tests-'));
  try {
    const file = join(folder, 'tests.json');
    const program = join(root, 'node_modules/vitest/vitest.mjs');
    const words = ['list', '--no-static-parse', `--json=${file}`, ...files];
    const { status, stderr } = spawnSync(process.execPath, [program, ...words], {
      cwd: root,
      encoding: 'utf8',
    });
    if (status !== 0)
      throw new Error(`The tests could not be listed. Install what they need, as npm test does.\n${stderr}`);
    /** @type {{ name: string }[]} */
    const tests = JSON.parse(readFileSync(file, 'utf8'));
    return tests.flatMap(({ name }) => examined(name.split(' > '), 'listed'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

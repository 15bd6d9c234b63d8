import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from '../boardwalk-home.mjs';
import { turbo } from './build.mjs';
import { say } from './problem.mjs';
import { run } from './programs.mjs';
import { closingLine, tally } from './tally.mjs';

/**
 * @typedef {import('./programs.mjs').Tools} Tools
 * @typedef {import('./tally.mjs').Tally} Tally
 */

/**
 * Builds everything, examines types and lint, runs every test, and checks that generated files are current. With words of
 * its own it only builds and hands them to vitest.
 *
 * @param {Tools} tools
 * @param {readonly string[]} words
 * @returns {Promise<number>}
 */
export async function test(tools, words) {
  /** @type {string[]} */
  const broken = [];
  if (!(await turbo(tools, ['build'], { quiet: true }))) {
    return close({ passed: 0, failed: 0, skipped: [] }, ['the build, so that nothing was tested']);
  }
  const everything = words.length === 0;
  if (everything && !(await turbo(tools, ['typecheck', 'lint'], { quiet: true })))
    broken.push('types or lint');
  const folder = mkdtempSync(join(tmpdir(), 'boardwalk-report-'));
  const report = join(folder, 'report.json');
  try {
    const counts = await vitest(tools, words, report);
    if (everything && !(await areGeneratedFilesCurrent(tools, report))) broken.push('generated files');
    return close(counts, broken);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {Tools} tools
 * @param {readonly string[]} words
 * @param {string} report where vitest says what became of each test
 * @returns {Promise<Tally>}
 */
async function vitest({ node, env }, words, report) {
  const program = join(checkout, 'node_modules/vitest/vitest.mjs');
  const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await run(node, [program, 'run', ...reports, ...words], { env });
  const counts = existsSync(report)
    ? tally(JSON.parse(readFileSync(report, 'utf8')))
    : { passed: 0, failed: 1, skipped: [] };
  // An error outside of any test, or no test at all.
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** @param {Tools} tools @param {string} report */
async function areGeneratedFilesCurrent({ node, env }, report) {
  let current = true;
  const ran = existsSync(report) ? ['--report', report] : [];
  for (const [generator, ...words] of [['generate.mjs'], ['traceability.mjs'], ['guarantees.mjs', ...ran]]) {
    const file = join(checkout, 'shared/tooling', String(generator));
    const { code } = await run(node, [file, '--check', ...words], { env });
    current &&= code === 0;
  }
  return current;
}

/** @param {Tally} counts @param {readonly string[]} broken @returns {number} */
function close(counts, broken) {
  for (const check of broken) say(`Failed, see above: ${check}`);
  const mustNotSkip = isTrue(process.env.CI) && counts.skipped.length > 0;
  if (mustNotSkip) say(`In CI a skipped test is a failure:\n  ${counts.skipped.join('\n  ')}`);
  const total = { ...counts, failed: counts.failed + broken.length };
  process.stdout.write(`\n${closingLine(total)}\n`);
  return total.failed > 0 || mustNotSkip ? 1 : 0;
}

/** @param {string | undefined} value */
const isTrue = (value) => value !== undefined && value !== '' && value !== 'false' && value !== '0';

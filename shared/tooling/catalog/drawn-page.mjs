import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printed } from './rules.mjs';

/**
 * What a generator of one page comes to.
 *
 * @typedef {object} DrawnPage
 * @property {string} root
 * @property {string} file below the root
 * @property {string} text as it should be
 * @property {boolean} drifted whether the page says anything else
 * @property {import('./contracts.mjs').Violation[]} violations
 */

/**
 * Tells what is wrong, and writes the page unless it is only checked. Sets the exit code.
 *
 * @param {DrawnPage} page
 * @param {string} generator as people call it
 * @param {boolean} check
 */
export function settle({ root, file, text, drifted, violations }, generator, check) {
  for (const violation of violations) console.log(printed(violation));
  if (check && drifted)
    console.log(`${file}:1: GENERATED_DRIFT is not what the tests say; run node ${generator} and commit it`);
  else if (drifted) {
    writeFileSync(join(root, file), text);
    console.log(file);
  }
  process.exitCode = violations.length > 0 || (check && drifted) ? 1 : 0;
}

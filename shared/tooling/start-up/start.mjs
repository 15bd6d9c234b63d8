import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { boardwalkHome, checkout, homeMarker } from '../boardwalk-home.mjs';
import { product, turbo } from './build.mjs';
import { hasCode, Problem, say } from './problem.mjs';
import { supervise } from './programs.mjs';

/** @typedef {import('./programs.mjs').Tools} Tools */

const program = join(checkout, 'apps/platform/dist/main.js');
const telemetry = join(checkout, 'apps/platform/dist/telemetry/register.js');

/** @param {Tools} tools @returns {Promise<number>} */
export async function start(tools) {
  await prepareHome();
  if (!(await turbo(tools, ['build'], { filters: product, quiet: true }))) {
    throw new Problem(
      'Boardwalk was not built.',
      'The compiler complains, see above.',
      'Mend the source it names, then try again.',
    );
  }
  const running = platform(tools);
  const code = await running.ended;
  if (code > 128 && !running.wasAsked()) {
    say(
      `The platform was killed (exit code ${code}): by somebody, or because memory ran out. What it had taken is kept; start it again: npm start`,
    );
  }
  return code;
}

/** The running platform, which drains when this process is asked to stop. @param {Tools} tools */
export function platform({ node, env }) {
  const preloads = [fileURLToPath(new URL('./end-with-parent.mjs', import.meta.url)), telemetry];
  const words = [...preloads.flatMap((file) => ['--import', pathToFileURL(file).href]), program];
  return supervise(node, words, {
    env,
    onAsked: () => say('Stopping when what is under way is done; once more to stop at once'),
  });
}

/** Makes the directory of what Boardwalk keeps, and marks it as such: `reset` removes nothing else. */
export async function prepareHome() {
  const home = boardwalkHome();
  try {
    await mkdir(home, { recursive: true });
    if (!existsSync(join(home, homeMarker)))
      await writeFile(
        join(home, homeMarker),
        'What Boardwalk keeps. "npm run reset" removes this directory.\n',
      );
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST')) throw error;
    if (hasCode(error, 'EEXIST', 'ENOTDIR'))
      throw new Problem(
        `Boardwalk cannot keep its data in ${home}.`,
        'It is to be a directory, and it is a file, or lies below one.',
        'Choose another directory with BOARDWALK_HOME.',
      );
    throw new Problem(
      `Boardwalk cannot keep its data in ${home}.`,
      `${/** @type {Error} */ (error).message}; perhaps another account made it.`,
      'Choose another directory with BOARDWALK_HOME, or start as the account that owns this one.',
    );
  }
}

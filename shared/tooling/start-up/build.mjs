import { join } from 'node:path';
import { checkout } from '../boardwalk-home.mjs';
import { say } from './problem.mjs';
import { run } from './programs.mjs';

/** @typedef {import('./programs.mjs').Tools} Tools */

/** What a person sees as "the platform": the program and its command line, with what they need. */
export const product = ['--filter=@boardwalk/platform...', '--filter=@boardwalk/cli...'];

/**
 * Runs tasks of the packages, each only where its inputs have changed.
 *
 * @param {Tools} tools
 * @param {readonly string[]} tasks
 * @param {{ filters?: readonly string[], quiet?: boolean }} [how] quiet: nothing is shown unless a task fails
 * @returns {Promise<boolean>} whether all went well
 */
export async function turbo(tools, tasks, { filters = [], quiet = false } = {}) {
  const notice = setTimeout(() => say(`Working: ${tasks.join(', ')}`), 1_500);
  const words = [
    join(checkout, 'node_modules/turbo/bin/turbo'),
    'run',
    ...tasks,
    ...filters,
    '--output-logs=errors-only',
  ];
  const env = { ...tools.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' };
  const { code, said } = await run(tools.node, words, { env, quiet }).finally(() => clearTimeout(notice));
  if (code !== 0) process.stderr.write(said);
  return code === 0;
}

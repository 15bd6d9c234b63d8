// The one way in: `npm start`, `npm test`, `npm run dev` and `npm run reset`, by whatever Node is there (18 or
// newer). It brings what is missing (a newer Node, the packages), builds what has changed, and goes on. Who
// has a new Node and installed packages meets nothing of it but the build. `run FILE` is for programs of ours that are not
// built, such as those below test/.
import { turbo } from './start-up/build.mjs';
import { dev } from './start-up/dev.mjs';
import { ensureInstalled } from './start-up/install.mjs';
import { suitableNode } from './start-up/node-runtime.mjs';
import { Problem, Stopped } from './start-up/problem.mjs';
import { run, supervise, toolsWith } from './start-up/programs.mjs';
import { reset } from './start-up/reset.mjs';
import { start } from './start-up/start.mjs';
import { test } from './start-up/test.mjs';

const usage =
  'usage: node shared/tooling/start-up.mjs start | dev | test [words for vitest] | run FILE [words] | reset [--yes]';

/** @param {string | undefined} verb @param {string[]} words @returns {Promise<number>} */
async function main(verb, words) {
  if (verb === 'reset') return reset(words);
  if (verb !== 'start' && verb !== 'dev' && verb !== 'test' && verb !== 'run') {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const tools = toolsWith(await suitableNode());
  await ensureInstalled(tools);
  if (verb === 'start') return start(tools);
  if (verb === 'test') return test(tools, words);
  if (verb === 'run') {
    if (!(await turbo(tools, ['build'], { quiet: true }))) return 1;
    return (await run(tools.node, words, { env: tools.env })).code;
  }
  // Watching directories needs the newer Node itself.
  if (tools.node !== process.execPath)
    return supervise(tools.node, [process.argv[1] ?? '', verb], tools).ended;
  return dev(tools);
}

try {
  process.exitCode = await main(process.argv[2], process.argv.slice(3));
} catch (error) {
  if (error instanceof Stopped) process.exitCode = error.exitCode;
  else if (error instanceof Problem) {
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  } else throw error;
}

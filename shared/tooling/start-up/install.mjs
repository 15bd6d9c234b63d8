import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alone } from '../alone.mjs';
import { checkout } from '../boardwalk-home.mjs';
import { pinnedPnpm } from './pins.mjs';
import { Problem, say } from './problem.mjs';
import { npm, run } from './programs.mjs';
import { registryProblem } from './registry-problem.mjs';

/** @typedef {import('./programs.mjs').Tools} Tools */

const stampName = '.boardwalk-installed';

/**
 * Installs the packages that `pnpm-lock.yaml` names, unless they are there.
 *
 * @param {Tools} tools
 */
export async function ensureInstalled(tools) {
  if (isInstalled(checkout)) return;
  const modules = join(checkout, 'node_modules');
  await mkdir(modules, { recursive: true });
  await alone(
    join(modules, '.boardwalk-installing'),
    async () => {
      if (isInstalled(checkout)) return;
      say(
        existsSync(join(modules, '.modules.yaml'))
          ? 'The lockfile has changed; installing what is new'
          : 'Installing the packages of the lockfile (about 320 MB to fetch, 540 MB on disk, once)',
      );
      await install(tools);
      await mkdir(modules, { recursive: true });
      await writeFile(join(modules, stampName), lockOf(checkout));
    },
    { longest: 1_800_000, onWait: () => say('Another start is installing the packages; waiting for it') },
  );
}

/**
 * Whether the packages of the lockfile are there: put there by this script, or by a pnpm that somebody called
 * after the lockfile last changed.
 *
 * @param {string} root
 * @returns {boolean}
 */
export function isInstalled(root) {
  const modules = join(root, 'node_modules');
  const installed = statSync(join(modules, '.modules.yaml'), { throwIfNoEntry: false });
  if (installed === undefined) return false;
  const stamp = join(modules, stampName);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockOf(root)) return true;
  return installed.mtimeMs > statSync(join(root, 'pnpm-lock.yaml')).mtimeMs;
}

/** @param {string} root */
function lockOf(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
}

/** @param {Tools} tools */
async function install(tools) {
  const { program, words, shell } = (await hasPinnedPnpm(tools))
    ? { program: 'pnpm', words: [], shell: process.platform === 'win32' }
    : npx(tools);
  const { code } = await run(
    program,
    [...words, 'install', '--frozen-lockfile', '--prefer-offline', '--config.confirm-modules-purge=false'],
    { env: tools.env, shell },
  ).catch((error) => {
    throw registryProblem(`pnpm ${pinnedPnpm}`, error.message);
  });
  if (code === 0) return;
  throw new Problem(
    'The packages could not be installed.',
    `pnpm ended with ${code}; its own words stand above.`,
    'The first installation needs the npm registry (npm ping), about 700 MB of disk and a writable checkout. Then try again: what was fetched is kept.',
  );
}

/** @param {Tools} tools */
async function hasPinnedPnpm({ env }) {
  // Asked outside of the checkout, where its own settings do not speak.
  const how = { env, cwd: tmpdir(), quiet: true, shell: process.platform === 'win32' };
  const { code, said } = await run('pnpm', ['--version'], how).catch(() => ({ code: 1, said: '' }));
  return code === 0 && said.trim() === pinnedPnpm;
}

/** @param {Tools} tools */
function npx({ node }) {
  const { program, words, shell } = npm();
  // npm itself runs on the Node that is new enough, and so does what it starts.
  return {
    program: words.length === 0 ? program : node,
    words: [
      ...words,
      'exec',
      '--yes',
      '--prefer-offline',
      '--loglevel=error',
      `--package=pnpm@${pinnedPnpm}`,
      '--',
      'pnpm',
    ],
    shell,
  };
}

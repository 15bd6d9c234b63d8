import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { alone } from '../alone.mjs';
import { fileIn, isIntact } from './archive.mjs';
import { isAtLeast, nodePackages, oldestNode, pinnedNode } from './pins.mjs';
import { hasCode, Problem, say } from './problem.mjs';
import { npm, run } from './programs.mjs';
import { registryProblem } from './registry-problem.mjs';

/**
 * The path of a Node that is new enough: the one that runs this script, else a fetched one.
 *
 * @returns {Promise<string>}
 */
export async function suitableNode() {
  if (isAtLeast(process.versions.node, oldestNode)) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const cache = cacheDirectory(process.env, process.platform, homedir());
  const place = join(cache, `node-${pinnedNode}-${platform}`);
  const node = join(place, process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(node)) return node;
  const wanted = packageFor(platform);
  await makeCache(cache);
  const fetchIt = async () => {
    if (existsSync(node)) return;
    say(
      `Boardwalk needs Node ${oldestNode} or newer, and this is ${process.versions.node}. ` +
        `Fetching Node ${pinnedNode} from your npm registry (57 MB, once) into ${cache}`,
    );
    await unpack(await download(`${wanted.name}@${pinnedNode}`, wanted.integrity), place);
  };
  await alone(`${place}.fetching`, fetchIt, {
    longest: 1_800_000,
    onWait: () => say(`Another start is fetching Node ${pinnedNode}; waiting for it`),
  });
  return node;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @param {string} home
 * @returns {string} where this account keeps what can be fetched again
 */
export function cacheDirectory(env, platform, home) {
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'boardwalk');
  const named = env.XDG_CACHE_HOME;
  return join(named !== undefined && isAbsolute(named) ? named : join(home, '.cache'), 'boardwalk');
}

/** @param {string} platform @returns {{ name: string, integrity: string }} */
export function packageFor(platform) {
  const found = nodePackages[platform];
  if (found !== undefined) return found;
  throw new Problem(
    `Boardwalk cannot fetch Node for ${platform}.`,
    `Only these are known: ${Object.keys(nodePackages).join(', ')}.`,
    `Install Node ${oldestNode} or newer and pnpm yourself, then: pnpm install && pnpm start`,
  );
}

/** @param {string} cache */
async function makeCache(cache) {
  try {
    await mkdir(cache, { recursive: true });
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOENT')) throw error;
    throw new Problem(
      `The directory ${cache} cannot be made.`,
      /** @type {Error} */ (error).message,
      'Name a directory that you may write to in XDG_CACHE_HOME (an absolute path).',
    );
  }
}

/**
 * The archive of a package, from the registry that npm is set up for.
 *
 * @param {string} spec
 * @param {string} integrity
 * @returns {Promise<Buffer>}
 */
export async function download(spec, integrity) {
  const folder = await mkdtemp(join(tmpdir(), 'boardwalk-node-'));
  try {
    const { program, words, shell } = npm();
    const pack = ['pack', spec, '--loglevel=error', '--fetch-retries=1', '--fetch-retry-mintimeout=1000'];
    const { code, said } = await run(program, [...words, ...pack], { cwd: folder, quiet: true, shell }).catch(
      (error) => {
        throw registryProblem(`Node ${pinnedNode}`, error.message);
      },
    );
    if (code !== 0) throw registryProblem(`Node ${pinnedNode}`, said);
    const [file] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
    const archive = file === undefined ? Buffer.alloc(0) : await readFile(join(folder, file));
    if (isIntact(archive, integrity)) return archive;
    throw new Problem(
      `The fetched archive of ${spec} is not the one that Boardwalk knows.`,
      'Its sha512 differs: it was damaged on the way, or the registry serves another file. Nothing of it was used.',
      `Run "npm cache clean --force" and try again; if it stays so, install Node ${oldestNode} or newer yourself.`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Puts the program where it is looked for, whole and only after it ran.
 *
 * @param {Buffer} archive
 * @param {string} place
 */
async function unpack(archive, place) {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const program = fileIn(archive, `package/bin/${name}`);
  if (program === null) throw new Error(`The package of Node ${pinnedNode} has no bin/${name}`);
  const draft = `${place}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft);
  await writeFile(join(draft, name), program);
  await chmod(join(draft, name), 0o755);
  try {
    execFileSync(join(draft, name), ['--version'], { stdio: 'pipe' });
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw new Problem(
      `Node ${pinnedNode} does not run on this system.`,
      /** @type {Error} */ (error).message,
      `On Linux it needs glibc 2.28 or newer (not musl), and a cache directory that may hold programs (XDG_CACHE_HOME). Or install Node ${oldestNode} or newer and pnpm yourself.`,
    );
  }
  await rename(draft, place);
}

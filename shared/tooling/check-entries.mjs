// Both entries of the two commands, as people meet them: npm with an old Node, pnpm with a new one; root and an
// ordinary account; a clone under a private home; with empty caches, and without a network afterwards.
//
//   npm run test:entries [-- --uncommitted] [-- --only <part of a world's name>]
//
// Heavy (some minutes, about a gigabyte of disk in the temporary directory), therefore not part of `npm test`.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import * as steps from './check-entries/steps.mjs';
import { canUnshare, World } from './check-entries/world.mjs';
import { isAtLeast, oldestNode, pinnedNode } from './start-up/pins.mjs';

/** @typedef {import('./check-entries/steps.mjs').Step} Step */

const words = process.argv.slice(2);
const uncommitted = words.includes('--uncommitted');
const only = words.includes('--only') ? (words[words.indexOf('--only') + 1] ?? '') : '';
const isRoot = process.getuid?.() === 0;

/** @param {string} world */
const isWanted = (world) => world.includes(only);

/** @type {{ world: string, step: string, result: 'passed' | 'failed' | 'not run', seconds: number, note: string }[]} */
const table = [];

/** @param {World} world @param {Step[]} list */
async function walk(world, list) {
  for (const step of list) {
    const since = Date.now();
    const row = { world: world.name, step: step.name };
    const seconds = () => Math.round((Date.now() - since) / 100) / 10;
    try {
      const note = await step.run(world);
      table.push({ ...row, result: 'passed', seconds: seconds(), note });
      process.stderr.write(`passed  ${world.name}: ${step.name} (${seconds()} s) ${note}\n`);
    } catch (error) {
      world.endEverything();
      table.push({ ...row, result: 'failed', seconds: seconds(), note: 'see above' });
      process.stderr.write(
        `FAILED  ${world.name}: ${step.name}\n${error instanceof Error ? error.message : String(error)}\n`,
      );
    }
  }
}

/** @param {string} name @param {string} need */
function notRun(name, need) {
  table.push({ world: name, step: 'all', result: 'not run', seconds: 0, note: need });
}

const system = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];
const oldNode = findOldNode();
/** @type {World[]} */
const worlds = [];

/** @param {import('./check-entries/world.mjs').WorldOptions} options */
function worldOf(options) {
  const world = new World({ ...options, uncommitted });
  worlds.push(world);
  return world;
}

try {
  if (oldNode === null)
    notRun('npm', `a Node older than ${oldestNode}, with npm, on PATH (Debian: apt-get install nodejs npm)`);
  else await checkNpm([oldNode, ...system]);
} finally {
  for (const world of worlds) world.remove();
}

const width = (/** @type {(row: typeof table[number]) => string} */ of) =>
  Math.max(...table.map((row) => of(row).length));
for (const row of table) {
  process.stdout.write(
    `${row.result.padEnd(7)}  ${row.world.padEnd(width((r) => r.world))}  ${row.step.padEnd(width((r) => r.step))}  ${String(row.seconds).padStart(6)} s  ${row.note}\n`,
  );
}
const count = (/** @type {string} */ result) => table.filter((row) => row.result === result).length;
process.stdout.write(`\n${count('passed')} passed, ${count('failed')} failed, ${count('not run')} not run\n`);
process.exitCode = count('failed') > 0 || count('not run') > 0 ? 1 : 0;

/** @param {string[]} path */
async function checkNpm(path) {
  const first = worldOf({ name: isRoot ? 'npm, old Node, root' : 'npm, old Node', path });
  await walk(first, [
    steps.testsPass('npm'),
    steps.startsAndDrains('npm'),
    ...(isWanted(first.name)
      ? [
          steps.startsAndDrains('npm', { isWarm: true }),
          steps.startsAndDrains('npm', { offline: true }),
          steps.recoversFromKill('platform'),
          steps.recoversFromKill('server'),
          steps.recoversFromKill('everything'),
          steps.namesTheTakenPort,
          steps.resets,
          steps.leavesNothingRunning,
        ]
      : []),
  ]);
  const elsewhere = [
    steps.testsPass('npm'),
    steps.startsAndDrains('npm'),
    steps.startsAndDrains('npm', { offline: true }),
    steps.recoversFromKill('everything'),
    steps.resets,
    steps.leavesNothingRunning,
  ];
  const ordinary = 'npm, old Node, ordinary account, private home';
  const root = 'npm, old Node, root, private home';
  if (!isRoot) {
    for (const name of [ordinary, root])
      notRun(name, 'root, to become another account (sudo npm run test:entries)');
  } else {
    const account = accountOf('nobody');
    if (isWanted(ordinary))
      await walk(worldOf({ name: ordinary, path, isPrivate: true, account }), elsewhere);
    if (isWanted(root))
      await walk(worldOf({ name: root, path, isPrivate: true, cachesOf: first }), elsewhere);
  }
  if (!canUnshare)
    process.stderr.write(
      'No network of its own can be made here; "offline" is a registry that nobody answers at.\n',
    );
  if (isWanted('pnpm, new Node')) await checkPnpm(first);
}

/** @param {World} first whose fetched Node and pnpm are used */
async function checkPnpm(first) {
  const name = 'pnpm, new Node';
  const node = join(
    first.env.HOME ?? '',
    `.cache/boardwalk/node-${pinnedNode}-${process.platform}-${process.arch}`,
  );
  const pnpm = join(first.clone, 'node_modules/pnpm');
  if (!existsSync(node) || !existsSync(pnpm)) return notRun(name, 'what the npm entry installs');
  const programs = join(first.top, 'programs');
  mkdirSync(programs);
  const { bin } = JSON.parse(readFileSync(join(pnpm, 'package.json'), 'utf8'));
  symlinkSync(join(pnpm, typeof bin === 'string' ? bin : bin.pnpm), join(programs, 'pnpm'));
  const world = worldOf({ name, path: [node, programs, ...system], cachesOf: first });
  await walk(world, [
    steps.says(['pnpm', 'install'], /Done in/),
    steps.startsAndDrains('pnpm'),
    steps.startsAndDrains('pnpm', { isWarm: true }),
    steps.startsAndDrains('pnpm', { offline: true }),
    steps.testsPass('pnpm'),
    steps.says(['node_modules/.bin/turbo', 'run', 'test', '--filter=@boardwalk/domain'], /successful/),
    steps.leavesNothingRunning,
  ]);
}

/** The directory of an old Node. @returns {string | null} */
function findOldNode() {
  for (const directory of [...(process.env.PATH ?? '').split(delimiter), '/usr/bin']) {
    const node = join(directory, 'node');
    if (!existsSync(node) || !existsSync(join(directory, 'npm'))) continue;
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' });
    if (!isAtLeast(version, oldestNode)) return dirname(node);
  }
  return null;
}

/** @param {string} name @returns {{ uid: number, gid: number }} */
function accountOf(name) {
  const id = (/** @type {string} */ which) => Number(execFileSync('id', [which, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

import { execFile, execFileSync, spawnSync } from 'node:child_process';
import {
  constants,
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isAlive } from '@boardwalk/tooling/processes.mjs';
import { projectRoot } from '@boardwalk/tooling/catalog/source.mjs';

export interface Ran {
  readonly code: number | null;
  /** Both streams. */
  readonly said: string;
}

/** For git: nobody's own settings, hooks least of all. */
const settings = [
  ...['user.name=test', 'user.email=test@localhost', 'commit.gpgsign=false'],
  ...['core.hooksPath=/dev/null', 'core.autocrlf=false', 'init.defaultBranch=main'],
];

/** What a test that cannot be run here lacks; empty where it can. */
export const lacking = listable() ? '' : ' (needs git, and a checkout made with it: git clone)';

/** Without what a hook of git would set: it names the original's repository. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
}

/**
 * A copy of the working tree that a test may change as it likes: what git knows or would take, and what is installed. The
 * packages of the workspace link to each other inside the copy.
 */
export class ScratchCopy implements Disposable {
  readonly root: string;

  /** @param build true takes along what has been compiled, so that only what changes is compiled again */
  constructor({ build = false } = {}) {
    removeLeftBehind();
    this.root = realpathSync(mkdtempSync(join(tmpdir(), `boardwalk-scratch-${process.pid}-`)));
    for (const file of listed()) this.take(file);
    linkInstalled(join(projectRoot, 'node_modules'), join(this.root, 'node_modules'));
    for (const folder of packageFolders(this.root)) {
      linkInstalled(join(projectRoot, folder, 'node_modules'), join(this.root, folder, 'node_modules'));
      const dist = join(projectRoot, folder, 'dist');
      if (build && existsSync(dist))
        cpSync(dist, join(this.root, folder, 'dist'), { recursive: true, preserveTimestamps: true });
    }
    this.git('init', '--quiet');
    this.commit('As it is');
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  /** Throws if there is nothing to replace: a test that changes nothing proves nothing. */
  replace(file: string, from: string | RegExp, to: string): void {
    const text = this.read(file);
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`${file} holds no ${String(from)}`);
    this.write(file, changed);
  }

  /** Runs a script of the copy, or a tool by its path below node_modules. */
  node(script: string, ...words: readonly string[]): Promise<Ran> {
    const settings = {
      cwd: this.root,
      env: { ...ownEnvironment(), FORCE_COLOR: '0', NODE_OPTIONS: '' },
      maxBuffer: 64 * 1024 * 1024,
    };
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [join(this.root, script), ...words],
        settings,
        (_error, out, err) => resolve({ code: child.exitCode, said: `${out}${err}` }),
      );
    });
  }

  /** What was changed, added or removed since the last commit, by path. */
  changes(...below: readonly string[]): string[] {
    const lines = this.git('status', '--porcelain', '--untracked-files=all', '--', ...below).split('\n');
    return lines.filter((line) => line !== '').map((line) => line.slice(3));
  }

  /** Undoes what was changed since the last commit. */
  restore(): void {
    this.git('reset', '--quiet', '--hard');
    this.git('clean', '--quiet', '-fd');
  }

  commit(subject: string): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--no-verify', '--allow-empty', `--message=${subject}`);
  }

  git(...words: readonly string[]): string {
    const given = settings.flatMap((setting) => ['-c', setting]);
    const options = { cwd: this.root, encoding: 'utf8', env: ownEnvironment() } as const;
    return execFileSync('git', [...given, ...words], options);
  }

  private take(file: string): void {
    const target = join(this.root, file);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(projectRoot, file), target, constants.COPYFILE_FICLONE);
  }
}

/** Copies of runs that were killed. */
function removeLeftBehind(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^boardwalk-scratch-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const left = join(tmpdir(), name);
    if (statSync(left, { throwIfNoEntry: false })?.uid === process.getuid?.())
      rmSync(left, { recursive: true });
  }
}

function listable(): boolean {
  const { status, stdout } = inOriginal('rev-parse', '--show-toplevel');
  return status === 0 && realpathSync(stdout.trim()) === realpathSync(projectRoot);
}

/** Whoever owns the checkout: nothing in it is run by git. */
function inOriginal(...words: readonly string[]) {
  return spawnSync('git', ['-c', 'safe.directory=*', ...words], {
    cwd: projectRoot,
    encoding: 'utf8',
    env: ownEnvironment(),
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** Files of the working tree that are there, committed or not. */
function listed(): string[] {
  const { status, stdout, stderr } = inOriginal(
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
  );
  if (status !== 0) throw new Error(`git could not list the files of ${projectRoot}: ${stderr}`);
  return stdout.split('\0').filter((file) => file !== '' && existsSync(join(projectRoot, file)));
}

const packageFolders = (root: string): string[] =>
  execFileSync(
    'find',
    ['.', '-name', 'package.json', '-not', '-path', '*/node_modules/*', '-not', '-path', '*/fixtures/*'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
    .split('\n')
    .map((path) => dirname(path))
    .filter((folder) => folder !== '.');

const caches = new Set(['.vite', '.vite-temp', '.vitest-cache', '.cache']);

/**
 * Installed packages, file by file as second names of the same data: there in a moment, and what is installed or removed in
 * the copy leaves the original alone. Between file systems it takes a real copy.
 */
function linkInstalled(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (!entry.isDirectory()) linkOrCopy(source, target);
    else if (!caches.has(entry.name)) linkInstalled(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  // pnpm rewrites its own records in place.
  if (/\/node_modules\/\.[^/]+$/.test(source)) return copyFileSync(source, target);
  try {
    linkSync(source, target);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'EXDEV' || error.code === 'EPERM')))
      throw error;
    copyFileSync(source, target, constants.COPYFILE_FICLONE);
  }
}

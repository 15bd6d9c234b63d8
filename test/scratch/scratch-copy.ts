import { execFileSync, spawnSync } from 'node:child_process';
import {
  constants,
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '@boardwalk/tooling/catalog/source.mjs';

export interface Ran {
  readonly code: number | null;
  /** Both streams. */
  readonly said: string;
}

/**
 * A copy of the working tree that a test may change as it likes: what git knows or would take, and the installed packages
 * by links. Workspace packages link to each other inside the copy, all others to where they are installed.
 */
export class ScratchCopy implements Disposable {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'boardwalk-scratch-')));

  /** @param build true takes along what has been compiled, so that only what changes is compiled again */
  constructor({ build = false } = {}) {
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
  node(script: string, ...words: readonly string[]): Ran {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(this.root, script), ...words], {
      cwd: this.root,
      encoding: 'utf8',
      env: { ...process.env, FORCE_COLOR: '0', NODE_OPTIONS: '' },
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: status, said: `${stdout}${stderr}` };
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
    const who = ['user.name=test', 'user.email=test@localhost', 'commit.gpgsign=false'].flatMap((one) => [
      '-c',
      one,
    ]);
    return execFileSync('git', [...who, ...words], { cwd: this.root, encoding: 'utf8' });
  }

  private take(file: string): void {
    const target = join(this.root, file);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(projectRoot, file), target, constants.COPYFILE_FICLONE);
  }
}

/** Files of the working tree that are there, committed or not. */
function listed(): string[] {
  const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  return execFileSync('git', words, { cwd: projectRoot, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(projectRoot, file)));
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

/** Makes again the links that pnpm made; what is no link (tools, caches, the store) is linked to as a whole. */
function linkInstalled(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    if (lstatSync(source).isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (name.startsWith('@')) linkInstalled(source, target);
    else symlinkSync(source, target);
  }
}

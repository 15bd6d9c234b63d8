import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CliError, exitCode } from '../exit.js';
import { messageOf } from '../platform/instance.js';
import { NoSuchPlace } from './text-edits.js';

export interface PlannedFile {
  /** From the root of the checkout, with forward slashes. */
  readonly path: string;
  readonly action: 'create' | 'change';
  readonly text: string;
}

/** Files that are to be written. Until `write` nothing is, and what is planned can be read as if it were. */
export class Plan {
  private readonly planned = new Map<string, string>();

  constructor(readonly root: string) {
    if (existsSync(join(root, 'modules')) && existsSync(join(root, 'shared', 'integration-events'))) return;
    throw new CliError(
      exitCode.notFound,
      `${root} is no checkout of this project.`,
      'It has no modules and no contracts.',
      'Call it in a checkout, or name one by --root.',
    );
  }

  has(path: string): boolean {
    return this.planned.has(path) || existsSync(join(this.root, path));
  }

  read(path: string): string {
    return this.planned.get(path) ?? readFileSync(join(this.root, path), 'utf8');
  }

  /** Names in a folder, planned ones included. */
  list(folder: string): string[] {
    const onDisk = existsSync(join(this.root, folder)) ? readdirSync(join(this.root, folder)) : [];
    const planned = [...this.planned.keys()]
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1).split('/')[0] ?? '');
    return [...new Set([...onDisk, ...planned])].sort();
  }

  create(path: string, text: string): void {
    if (this.has(path)) {
      throw new CliError(
        exitCode.refused,
        `${path} is there already.`,
        'Nothing was written: what exists is not overwritten.',
        'Choose another name, or change the file by hand.',
      );
    }
    this.planned.set(path, text);
  }

  change(path: string, edit: (text: string) => string): void {
    try {
      this.planned.set(path, edit(this.read(path)));
    } catch (error) {
      if (!(error instanceof NoSuchPlace) && !(error instanceof SyntaxError)) throw error;
      throw new CliError(
        exitCode.refused,
        `${path} does not look as expected.`,
        `In it was looked for: ${messageOf(error)}. Nothing was written.`,
        'Write it by hand, after the example of another context.',
      );
    }
  }

  /** In the project's own format, which decides how many lines a file has. */
  format(path: string): void {
    const biome = join(this.root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
    const { status, stdout, stderr, error } = spawnSync(
      process.execPath,
      [biome, 'format', `--stdin-file-path=${path}`],
      { cwd: this.root, input: this.read(path), encoding: 'utf8' },
    );
    if (status === 0) {
      this.planned.set(path, stdout);
      return;
    }
    throw new CliError(
      exitCode.refused,
      `${path} could not be formatted.`,
      `${error?.message ?? stderr.trim()}. Nothing was written.`,
      'Are the packages installed? npm start installs them.',
    );
  }

  get files(): readonly PlannedFile[] {
    return [...this.planned].map(([path, text]) => ({
      path,
      action: existsSync(join(this.root, path)) ? 'change' : 'create',
      text,
    }));
  }

  formatAll(): void {
    for (const path of this.planned.keys()) if (/\.(ts|json)$/.test(path)) this.format(path);
  }

  write(): void {
    for (const [path, text] of this.planned) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), text);
    }
  }
}

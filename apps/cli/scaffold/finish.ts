import { spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { CliError, exitCode } from '../exit.js';

/** Links a new package and renews the lockfile. */
export function installPackages(root: string, say: (text: string) => void): void {
  say('Linking the new package (pnpm install)');
  const bin = join(root, 'node_modules', '.bin');
  const path = [dirname(process.execPath), bin, process.env['PATH'] ?? ''].join(delimiter);
  const { status, stdout, stderr, error } = spawnSync(
    join(bin, process.platform === 'win32' ? 'pnpm.cmd' : 'pnpm'),
    ['install', '--prefer-offline', '--no-frozen-lockfile', '--config.confirm-modules-purge=false'],
    { cwd: root, env: { ...process.env, PATH: path }, encoding: 'utf8', shell: process.platform === 'win32' },
  );
  if (status !== 0) throw unfinished('pnpm install', error?.message ?? `${stdout}${stderr}`, 'pnpm install');
}

/**
 * Draws registry, examples, flow map and canvases anew.
 * @returns rules of the catalog that are not kept yet, a line each
 */
export function generate(root: string): readonly string[] {
  const script = join(root, 'shared', 'tooling', 'generate.mjs');
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [script, '--root', root], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0)
    throw unfinished(
      'The generator',
      error?.message ?? `${stdout}${stderr}`,
      'node shared/tooling/generate.mjs',
    );
  return stderr.split('\n').filter((line) => /^\S+:\d+: [A-Z_]+ /.test(line));
}

function unfinished(what: string, why: string, again: string): CliError {
  return new CliError(
    exitCode.negative,
    `${what} failed; the files were written.`,
    why.trim().split('\n').slice(-12).join('\n'),
    `Mend the cause, then go on with: ${again}`,
  );
}

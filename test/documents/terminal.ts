import { spawn } from 'node:child_process';

/** Milliseconds after which lines that wait for what never comes are ended. */
const longestScript = 90_000;

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs what somebody types into a terminal, in a folder. */
export async function typed(script: string, folder: string, env: Record<string, string> = {}): Promise<Ran> {
  const child = spawn('bash', ['-c', script], {
    cwd: folder,
    env: surroundings(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: longestScript,
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...said };
}

/** Of the variables of whoever runs the tests only those that lead to programs. */
export function surroundings(env: Record<string, string>): Record<string, string> {
  const { PATH = '', HOME = '', XDG_CACHE_HOME } = process.env;
  return { PATH, HOME, ...(XDG_CACHE_HOME !== undefined && { XDG_CACHE_HOME }), ...env };
}

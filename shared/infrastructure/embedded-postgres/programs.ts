import { type ChildProcess, spawn } from 'node:child_process';
import type { Account } from './account.js';
import { EmbeddedPostgresError, ownServer } from './embedded-postgres.errors.js';

/** How a program of the server ended, and what it printed where nothing else took it. */
export interface Ending {
  readonly code: number | null;
  readonly said: string;
}

interface How {
  readonly account: Account | null;
  /** A file descriptor that takes what the program prints. */
  readonly output?: number;
  /** Outlives this process and does not hear its terminal. */
  readonly detached?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts a program of the server as its account, from a place that account can be in, told nothing of ours. */
export function run(
  program: string,
  words: readonly string[],
  { account, output, detached = false, env = {} }: How,
): { child: ChildProcess; ended: Promise<Ending> } {
  const child = spawn(program, words, {
    cwd: '/',
    env: { ...surroundings(), ...env },
    detached,
    stdio: ['ignore', output ?? 'pipe', output ?? 'pipe'],
    ...account,
  });
  const said: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', (error) => reject(cannotRun(error)));
    child.once('close', (code) => resolve({ code, said: Buffer.concat(said).toString().trim() }));
  });
  return { child, ended };
}

function surroundings(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { LC_ALL: 'C', TZ: 'UTC' };
  for (const name of ['PATH', 'SystemRoot', 'TEMP', 'TMP']) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}

function cannotRun(error: Error): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'The embedded database cannot run on this machine',
    error.message,
    `Its programs need glibc on Linux (not musl), or a current macOS or Windows. ${ownServer}`,
    { cause: error },
  );
}

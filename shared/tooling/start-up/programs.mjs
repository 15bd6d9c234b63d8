import { spawn } from 'node:child_process';
import { basename, delimiter, dirname, join } from 'node:path';
import { checkout } from '../boardwalk-home.mjs';

/**
 * @typedef {object} Tools what every program is started with
 * @property {string} node the path of a Node that is new enough
 * @property {NodeJS.ProcessEnv} env
 */

const isWindows = process.platform === 'win32';

/** Milliseconds after which asking again ends a program that has not drained. */
const hurry = 1_000;

/** @param {string} node @returns {Tools} */
export function toolsWith(node) {
  // Windows spells it Path; two spellings in one environment would hide each other.
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const path = [dirname(node), join(checkout, 'node_modules', '.bin'), process.env[key] ?? ''].join(
    delimiter,
  );
  return { node, env: { ...process.env, [key]: path } };
}

/**
 * How npm is called: the one that started this script when it was npm, otherwise the one on PATH.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ program: string, words: string[], shell: boolean }}
 */
export function npm(env = process.env) {
  const starter = env.npm_execpath;
  if (starter !== undefined && basename(starter) === 'npm-cli.js') {
    return { program: process.execPath, words: [starter], shell: false };
  }
  return { program: 'npm', words: [], shell: isWindows };
}

/**
 * Runs a program to its end, in this terminal, and passes on being asked to stop.
 *
 * @param {string} program
 * @param {readonly string[]} words
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, quiet?: boolean, shell?: boolean }} [how] quiet: what it
 *   prints is returned rather than shown
 * @returns {Promise<{ code: number, said: string }>}
 */
export function run(
  program,
  words,
  { env = process.env, cwd = checkout, quiet = false, shell = false } = {},
) {
  const child = spawn(program, words, {
    env,
    cwd,
    shell,
    stdio: ['inherit', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
  });
  /** @type {Buffer[]} */
  const said = [];
  child.stdout?.on('data', (chunk) => said.push(chunk));
  child.stderr?.on('data', (chunk) => said.push(chunk));
  return ended(
    child,
    whenAsked((signal) => child.kill(signal)),
  ).then((code) => ({ code, said: Buffer.concat(said).toString() }));
}

/**
 * Runs a long-lived program that drains when it is asked to stop. It gets a process group of its own, so that
 * Ctrl-C, which the terminal sends to everybody and npm sends once more, reaches it exactly once; and a channel
 * to this process, so that it also drains when this process is killed (end-with-parent.mjs).
 *
 * @param {string} node
 * @param {readonly string[]} words
 * @param {{ env: NodeJS.ProcessEnv, onStop?: () => void }} how
 */
export function supervise(node, words, { env, onStop }) {
  const child = spawn(node, words, {
    env,
    cwd: checkout,
    detached: !isWindows,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let asked = 0;
  const stop = () => {
    if (asked === 0) {
      asked = Date.now();
      onStop?.();
      child.kill('SIGTERM');
    } else if (Date.now() - asked > hurry) child.kill('SIGKILL');
  };
  return { code: ended(child, whenAsked(stop)), stop };
}

/**
 * Calls `act` whenever this process is asked to stop: by a signal, or by the end of the npm or pnpm that
 * started it, which does not always say goodbye.
 *
 * @param {(signal: NodeJS.Signals) => void} act
 * @returns {() => void} stops listening
 */
function whenAsked(act) {
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, act);
  const starter = process.env.npm_lifecycle_event === undefined ? null : process.ppid;
  const watch = setInterval(() => {
    if (starter === null || process.ppid === starter) return;
    clearInterval(watch);
    act('SIGTERM');
  }, 500);
  watch.unref();
  return () => {
    clearInterval(watch);
    for (const signal of signals) process.off(signal, act);
  };
}

/** @param {import('node:child_process').ChildProcess} child @param {() => void} cleanUp @returns {Promise<number>} */
function ended(child, cleanUp) {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      cleanUp();
      reject(error);
    });
    child.once('close', (code, signal) => {
      cleanUp();
      resolve(code ?? 128 + (signal === 'SIGINT' ? 2 : signal === 'SIGKILL' ? 9 : 15));
    });
  });
}

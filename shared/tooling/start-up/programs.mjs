import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { checkout } from '../boardwalk-home.mjs';
import { Stopped } from './problem.mjs';

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
 * Runs a program to its end, in this terminal. Being asked to stop meanwhile is passed on to it, and then
 * thrown as Stopped.
 *
 * @param {string} program
 * @param {readonly string[]} words
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, quiet?: boolean, shell?: boolean }} [how] quiet: what it
 *   prints is returned rather than shown
 * @returns {Promise<{ code: number, said: string }>}
 */
export async function run(
  program,
  words,
  { env = process.env, cwd = checkout, quiet = false, shell = false } = {},
) {
  const output = quiet ? 'pipe' : 'inherit';
  const child = spawn(program, words, { env, cwd, shell, stdio: ['inherit', output, output] });
  /** @type {Buffer[]} */
  const said = [];
  child.stdout?.on('data', (chunk) => said.push(chunk));
  child.stderr?.on('data', (chunk) => said.push(chunk));
  /** @type {Stopped | null} */
  let stopped = null;
  const code = await endOf(child, (signal) => {
    stopped = new Stopped(signal);
    child.kill(signal);
  });
  if (stopped !== null) throw stopped;
  return { code, said: Buffer.concat(said).toString() };
}

/**
 * Runs a long-lived program that drains when it is asked to stop. It gets a process group of its own, so that
 * Ctrl-C, which the terminal sends to everybody and npm sends once more, reaches it exactly once; and a channel
 * to this process, so that it also drains when this process is killed (end-with-parent.mjs).
 *
 * @param {string} node
 * @param {readonly string[]} words
 * @param {{ env: NodeJS.ProcessEnv, onAsked?: () => void }} how
 */
export function supervise(node, words, { env, onAsked }) {
  const child = spawn(node, words, {
    env,
    cwd: checkout,
    detached: !isWindows,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let askedAt = 0;
  const ended = endOf(child, () => {
    if (askedAt !== 0 && Date.now() - askedAt < hurry) return; // the same Ctrl-C, once more
    child.kill(askedAt === 0 ? 'SIGTERM' : 'SIGKILL');
    askedAt ||= Date.now();
    onAsked?.();
  });
  return {
    /** Its exit code. */
    ended,
    /** Lets it drain, for another reason than being asked. */
    drain: () => void child.kill('SIGTERM'),
    wasAsked: () => askedAt !== 0,
  };
}

// npm and pnpm do not always say goodbye to what they started, and cannot when they are killed.
const starter = process.env.npm_lifecycle_event === undefined ? null : process.ppid;

/**
 * Calls `act` whenever this process is asked to stop: by a signal, or by the end of the npm or pnpm that
 * started it.
 *
 * @param {(signal: NodeJS.Signals) => void} act
 * @returns {() => void} stops listening
 */
export function whenAsked(act) {
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, act);
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

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {(signal: NodeJS.Signals) => void} whenAskedToStop
 * @returns {Promise<number>} its exit code, or 128 and the number of the signal that ended it
 */
function endOf(child, whenAskedToStop) {
  const ignore = whenAsked(whenAskedToStop);
  /** @type {Promise<number>} */
  const code = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
  return code.finally(ignore);
}

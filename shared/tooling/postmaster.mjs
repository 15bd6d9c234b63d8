import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, isAlive, untilEnded } from './processes.mjs';

/** @typedef {import('./postmaster.d.mts').Postmaster} Postmaster */

/**
 * What `postmaster.pid` in a data directory says: the server that runs there, or the last one that was not
 * stopped in order.
 *
 * @param {string} data
 * @returns {Postmaster | null}
 */
export function readPostmaster(data) {
  let lines;
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (Number.isNaN(pid)) return null; // being written at this moment
  return { pid, port: Number.parseInt(lines[3] ?? '', 10), status: (lines[7] ?? '').trim() };
}

/**
 * The server that runs in a data directory, in whatever state, or null. A process that merely got the number
 * of an ended server is not mistaken for it.
 *
 * @param {string} data
 * @returns {Postmaster | null}
 */
export function livePostmaster(data) {
  const found = readPostmaster(data);
  return found !== null && isAlive(found.pid) && serves(found.pid, data) ? found : null;
}

/**
 * Stops the server of a data directory and waits for its end: first in order, and when it does not end
 * within `patience` at once, which its next start repairs from the log.
 *
 * @param {string} data
 * @param {{ patience?: number, atOnce?: boolean }} [how] patience in milliseconds
 * @returns {Promise<boolean>} whether one was running
 */
export async function endPostmaster(data, { patience = 30_000, atOnce = false } = {}) {
  const found = livePostmaster(data);
  if (found === null) return false;
  for (const signal of atOnce ? signals.slice(1) : signals) {
    try {
      process.kill(found.pid, signal);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
    if (await untilEnded(found.pid, patience)) return true;
  }
  throw new Error(`The database server in ${data} (process ${found.pid}) does not end, not even by SIGKILL.`);
}

/** In order; at once, to be repaired by the next start; whatever it does. */
const signals = /** @type {const} */ (['SIGINT', 'SIGQUIT', 'SIGKILL']);

/** @param {number} pid @param {string} data */
function serves(pid, data) {
  const words = commandOf(pid);
  if (words.length === 0) return process.platform === 'win32';
  const named = words[words.indexOf('-D') + 1];
  if (words.indexOf('-D') === -1 || named === undefined) return false;
  try {
    return realpathSync(named) === realpathSync(data);
  } catch {
    return false; // the directory it was started for is gone
  }
}

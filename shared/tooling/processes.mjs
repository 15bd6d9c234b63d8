import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Whether a process runs. One that has ended but that nobody has collected yet (a zombie, usual in containers
 * whose first process does not collect) counts as ended.
 *
 * @param {number} pid
 * @returns {boolean}
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return true; // no /proc on this system
  }
}

/**
 * The words a process was started with; empty when the system does not tell.
 *
 * @param {number} pid
 * @returns {string[]}
 */
export function commandOf(pid) {
  try {
    if (process.platform === 'linux')
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    if (process.platform === 'win32') return [];
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(' ');
  } catch {
    return [];
  }
}

/**
 * Whether the process of this number may be a platform: the number may belong to another program by now.
 *
 * @param {number} pid
 * @returns {boolean}
 */
export function looksLikePlatform(pid) {
  const words = commandOf(pid);
  return words.length === 0 || words.some((word) => word.endsWith('main.js'));
}

/**
 * Waits until a process has ended.
 *
 * @param {number} pid
 * @param {number} patience milliseconds
 * @returns {Promise<boolean>} false when it still runs after that time
 */
export async function untilEnded(pid, patience) {
  const deadline = Date.now() + patience;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await delay(15);
  }
  return true;
}

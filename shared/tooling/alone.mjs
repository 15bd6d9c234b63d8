import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from './processes.mjs';

/**
 * Does `work` while no other process that names the same claim does its own. The claim is a file that holds
 * the process's number; one whose process was killed is set aside.
 *
 * @template T
 * @param {string} claim the file; its directory exists
 * @param {() => Promise<T>} work
 * @param {{ longest?: number, onWait?: () => void }} [how] milliseconds after which a claim counts as left
 *   behind although a process of that number runs; what to do once when another one is at work
 * @returns {Promise<T>}
 */
export async function alone(claim, work, { longest = 120_000, onWait } = {}) {
  if (!(await isClaimed(claim, longest))) {
    onWait?.();
    while (!(await isClaimed(claim, longest))) await delay(20);
  }
  try {
    return await work();
  } finally {
    await rm(claim, { force: true });
  }
}

/** @param {string} claim @param {number} longest */
async function isClaimed(claim, longest) {
  try {
    await writeFile(claim, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  try {
    const holder = Number.parseInt(await readFile(claim, 'utf8'), 10);
    const age = Date.now() - (await stat(claim)).mtimeMs;
    if (age > longest || (!Number.isNaN(holder) && !isAlive(holder))) {
      await rm(claim, { force: true });
      return isClaimed(claim, longest);
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error; // given back meanwhile
  }
  return false;
}

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined);

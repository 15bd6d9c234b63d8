import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '@boardwalk/tooling/processes.mjs';
import { hasCode } from './embedded-postgres.errors.js';

/** Milliseconds after which a claim counts as left behind although a process of that number runs. */
const longest = 120_000;

/**
 * Does `work` while no other process makes or starts a cluster in `directory`. A claim whose process was killed
 * is set aside. (PostgreSQL never lets two servers into one data directory, but two that repair the same stale
 * lock file at once can take each other's.)
 */
export async function alone<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const claim = join(directory, 'starting');
  while (!(await isClaimed(claim))) await delay(20);
  try {
    return await work();
  } finally {
    await rm(claim, { force: true });
  }
}

async function isClaimed(claim: string): Promise<boolean> {
  try {
    await writeFile(claim, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  try {
    const holder = Number.parseInt(await readFile(claim, 'utf8'), 10);
    const age = Date.now() - (await stat(claim)).mtimeMs;
    if (age > longest || (!Number.isNaN(holder) && !isAlive(holder))) await rm(claim, { force: true });
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error; // given back meanwhile
  }
  return false;
}

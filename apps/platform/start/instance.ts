import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { instanceFile } from '@boardwalk/tooling/boardwalk-home.mjs';
import { alone } from '@boardwalk/tooling/alone.mjs';
import { isAlive, looksLikePlatform } from '@boardwalk/tooling/processes.mjs';
import { join } from 'node:path';
import { hasCode, StartError } from './start-error.js';

export interface Instance {
  readonly url: string;
  readonly pid: number;
  readonly operatorToken: string;
  /** Where its metrics are read. */
  readonly metricsUrl: string;
}

/**
 * Tells the command line of this checkout where the platform is, and gives it the operator's token. Readable for its
 * owner alone; never half written. Synchronous, so that who has seen the server answer finds the file.
 */
export function tellInstance(home: string, instance: Instance): void {
  const file = instanceFile(home);
  const draft = `${file}.${instance.pid}`;
  writeFileSync(draft, `${JSON.stringify(instance, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/**
 * Takes the place of the one process that answers requests for this home: two would tell of themselves in the same file, and
 * the command line would speak to either. Whoever gives the place back is told of no longer; that of a killed process is free.
 * @throws {StartError}
 */
export async function takePlace(home: string, pid: number): Promise<Disposable> {
  const place = join(home, 'web.pid');
  await alone(`${place}.claim`, async () => {
    const other = numberIn(place);
    if (other !== undefined && other !== pid && isAlive(other) && looksLikePlatform(other)) {
      throw new StartError(
        `Another Boardwalk (process ${other}) answers requests for the data folder ${home}.`,
        'Both would tell the command line of themselves in the same instance.json, and each would take it from the other.',
        `End that one first (kill ${other}), give this one a folder of its own with BOARDWALK_HOME, or let it answer no requests: ROLES=relay,worker.`,
      );
    }
    writeFileSync(place, `${pid}\n`, { mode: 0o600 });
  });
  return {
    [Symbol.dispose]: () => {
      forgetInstance(home, pid);
      if (numberIn(place) === pid) rmSync(place, { force: true });
    },
  };
}

function numberIn(file: string): number | undefined {
  try {
    const number = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isNaN(number) ? undefined : number;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Unless another platform has taken the place over meanwhile. */
export function forgetInstance(home: string, pid: number): void {
  const file = instanceFile(home);
  try {
    const told = JSON.parse(readFileSync(file, 'utf8')) as Partial<Instance>;
    if (told.pid === pid) rmSync(file, { force: true });
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

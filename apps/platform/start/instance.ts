import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { instanceFile } from '@boardwalk/tooling/boardwalk-home.mjs';
import { hasCode } from './start-error.js';

export interface Instance {
  readonly url: string;
  readonly pid: number;
  readonly operatorToken: string;
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

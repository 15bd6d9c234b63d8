import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres } from '@boardwalk/embedded-postgres';
import { livePostmaster } from '@boardwalk/tooling/postmaster.mjs';
import { isAlive } from '@boardwalk/tooling/processes.mjs';
import type { TestProject } from 'vitest/node';
import type {} from './test-database.js';

let directory: string;

/**
 * Names a place for the run's database cluster. The first spec that asks for a database makes and starts it
 * there (test-database.ts), so that specs which touch nothing pay nothing.
 */
export async function setup(project: TestProject): Promise<void> {
  await removeLeftBehind();
  directory = mkdtempSync(join(tmpdir(), `boardwalk-test-${process.pid}-`));
  project.provide('databaseDirectory', directory);
  process.once('exit', endInHaste);
}

export async function teardown(): Promise<void> {
  process.off('exit', endInHaste);
  await removeEmbeddedPostgres(directory);
}

/** When the run is interrupted nothing can be awaited any more; what this leaves, the next run removes. */
function endInHaste(): void {
  const server = livePostmaster(join(directory, 'data'));
  if (server !== null) process.kill(server.pid, 'SIGQUIT');
  rmSync(directory, { recursive: true, force: true });
}

/** The clusters of runs that were killed. */
async function removeLeftBehind(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^boardwalk-test-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const left = join(tmpdir(), name);
    if (statSync(left, { throwIfNoEntry: false })?.uid === process.getuid?.())
      await removeEmbeddedPostgres(left);
  }
}

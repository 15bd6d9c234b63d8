import { execFile } from 'node:child_process';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

/** What the owner of the files may read is copied with owner and mode, as the server wants them. */
const copy = async (from: string, to: string) => {
  await promisify(execFile)('cp', ['--archive', '--force', from, to]);
};

/** What belongs to the running server, or is copied last. */
const leftOut = ['postmaster.pid', 'postmaster.opts'];

/**
 * A physical backup of a server that runs, as `pg_basebackup --wal-method=fetch` takes it: its files between
 * `pg_backup_start` and `pg_backup_stop`, then its log.
 * @param data the server's data directory
 * @param to where the copy goes; made
 * @param meanwhile is told when the copying has begun
 */
export async function hotBackup(
  url: string,
  data: string,
  to: string,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Files of the log are kept until the backup has them.
    await client.query(`SELECT pg_create_physical_replication_slot('backup', true)`);
    await client.query(`SELECT pg_backup_start('boardwalk', true)`);
    await meanwhile();
    await copyFiles(data, to);
    const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop()');
    await rm(join(to, 'pg_wal'), { recursive: true, force: true });
    await copy(join(data, 'pg_wal'), to);
    await client.query(`SELECT pg_drop_replication_slot('backup')`);
    for (const name of leftOut) await rm(join(to, name), { force: true });
    await rm(join(to, 'pg_replslot', 'backup'), { recursive: true, force: true });
    await copy(join(to, 'PG_VERSION'), join(to, 'backup_label'));
    await writeFile(join(to, 'backup_label'), rows[0]?.labelfile ?? '');
  } finally {
    await client.end();
  }
}

/** Files that vanish while they are copied are none that a restore needs. */
async function copyFiles(from: string, to: string): Promise<void> {
  await copy(from, to).catch(async (error: unknown) => {
    if (!/No such file or directory|file changed/.test(String(error))) throw error;
  });
}

/** Archives never change, so those that the database names are there when they are copied after it. */
export async function copyArchives(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await cp(join(from, 'archives'), join(to, 'archives'), { recursive: true });
}
